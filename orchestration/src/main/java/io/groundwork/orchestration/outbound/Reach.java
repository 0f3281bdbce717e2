package io.groundwork.orchestration.outbound;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * How far away an address is. Forms that carry an IPv4 address inside an IPv6 one are judged by the address inside.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's special-purpose registry, IPv4</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">and IPv6</a>
 */
enum Reach {
    LOOPBACK("this machine"),
    PRIVATE("in the inner network"),
    PUBLIC("public"),
    METADATA("where a cloud hands out its machines' credentials"),
    LINK_LOCAL("link-local, where clouds hand out their machines' credentials"),
    MULTICAST("not one machine's address"),
    UNSPECIFIED("no machine's address; write 127.0.0.1 for this machine"),
    RESERVED("of a reserved range that no server uses");

    /** Narrow ranges stand before the wide ones that hold them: the first that matches decides. */
    private static final List<Range> V4 = List.of(
            range("100.100.100.200", 32, METADATA),
            range("168.63.129.16", 32, METADATA),
            range("192.0.0.192", 32, METADATA),
            range("0.0.0.0", 8, UNSPECIFIED),
            range("10.0.0.0", 8, PRIVATE),
            range("100.64.0.0", 10, PRIVATE),
            range("127.0.0.0", 8, LOOPBACK),
            range("169.254.0.0", 16, LINK_LOCAL),
            range("172.16.0.0", 12, PRIVATE),
            range("192.0.0.0", 24, RESERVED),
            range("192.0.2.0", 24, RESERVED),
            range("192.88.99.0", 24, RESERVED),
            range("192.168.0.0", 16, PRIVATE),
            range("198.18.0.0", 15, RESERVED),
            range("198.51.100.0", 24, RESERVED),
            range("203.0.113.0", 24, RESERVED),
            range("224.0.0.0", 4, MULTICAST),
            range("240.0.0.0", 4, RESERVED));

    private static final List<Range> V6 = List.of(
            range("::1", 128, LOOPBACK),
            range("::", 96, UNSPECIFIED),
            range("fd00:ec2::254", 128, METADATA),
            range("fd20:ce::254", 128, METADATA),
            range("fd00:42::42", 128, METADATA),
            range("fc00::", 7, PRIVATE),
            range("fe80::", 10, LINK_LOCAL),
            range("ff00::", 8, MULTICAST),
            range("2001::", 23, RESERVED),
            range("2001:db8::", 32, RESERVED),
            range("2002::", 16, RESERVED),
            range("3fff::", 20, RESERVED),
            range("2000::", 3, PUBLIC));

    /** IPv4-mapped, and the two prefixes of NAT64 (RFC 6052, RFC 8215): the last 32 bits are the IPv4 address meant. */
    private static final List<Range> CARRIES_V4 = List.of(
            new Range(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0}, 96, RESERVED),
            range("64:ff9b::", 96, RESERVED),
            range("64:ff9b:1::", 48, RESERVED));

    private final String words;

    Reach(String words) {
        this.words = words;
    }

    /** What it is, to end a sentence that begins with an address. */
    String words() {
        return words;
    }

    static Reach of(InetAddress address) {
        return of(address.getAddress());
    }

    /** @param address 4 or 16 bytes, as {@link InetAddress#getAddress} gives them */
    static Reach of(byte[] address) {
        if (address.length == 4) {
            return first(V4, address, PUBLIC);
        }
        if (CARRIES_V4.stream().anyMatch(range -> range.holds(address))) {
            return first(V4, Arrays.copyOfRange(address, 12, 16), PUBLIC);
        }
        boolean isatap = (address[8] & ~2) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == (byte) 0xfe;
        return isatap ? RESERVED : first(V6, address, RESERVED);
    }

    private static Reach first(List<Range> ranges, byte[] address, Reach otherwise) {
        return ranges.stream()
                .filter(range -> range.holds(address))
                .map(Range::reach)
                .findFirst()
                .orElse(otherwise);
    }

    private static Range range(String prefix, int bits, Reach reach) {
        return new Range(InetAddress.ofLiteral(prefix).getAddress(), bits, reach);
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody, kept in constants only
    private record Range(byte[] prefix, int bits, Reach reach) {

        boolean holds(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((address[bit >> 3] & mask) != (prefix[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
