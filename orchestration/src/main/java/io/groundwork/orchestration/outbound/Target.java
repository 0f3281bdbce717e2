package io.groundwork.orchestration.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The machine that a URL names, read strictly: what two readers could read differently is refused, so that what is checked
 * here is what the HTTP client connects to.
 *
 * @param host in lower case, without the dot that may end a full name
 * @param literal the address where the URL names one by number
 */
record Target(String host, Optional<InetAddress> literal) {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");

    /** A last label of this form makes a host an IPv4 address to some readers (WHATWG URL, "ends in a number"). */
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

    private static final Set<String> METADATA_NAMES =
            Set.of("metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal");

    /** @throws OutboundDeniedException when the URL is not a plain http(s) one */
    static Target of(URI url) throws OutboundDeniedException {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new OutboundDeniedException("Only http and https are spoken, not \"%s\"".formatted(scheme));
        }
        if (url.getRawUserInfo() != null) {
            throw new OutboundDeniedException("A URL must not carry a user name before its host");
        }
        String host = url.getHost();
        if (host == null || host.isEmpty()) {
            throw new OutboundDeniedException("The URL names no host that can be read");
        }
        return of(host.toLowerCase(Locale.ROOT));
    }

    private static Target of(String host) throws OutboundDeniedException {
        if (host.startsWith("[")) {
            return literal(host.substring(1, host.length() - 1));
        }
        String name = plain(host);
        String[] labels = name.split("\\.", -1);
        if (NUMBER.matcher(labels[labels.length - 1]).matches()) {
            return quad(host, labels);
        }
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                throw new OutboundDeniedException("\"%s\" is not a host name".formatted(host));
            }
        }
        if (METADATA_NAMES.contains(name)) {
            throw new OutboundDeniedException("%s is %s".formatted(name, Reach.METADATA.words()));
        }
        return new Target(name, Optional.empty());
    }

    private static Target quad(String host, String[] labels) throws OutboundDeniedException {
        boolean strict = labels.length == 4 && !host.endsWith(".");
        for (String label : labels) {
            strict = strict && OCTET.matcher(label).matches() && Integer.parseInt(label) <= 255;
        }
        if (!strict) {
            throw new OutboundDeniedException(
                    "\"%s\" is not an address in its usual form, such as 10.0.0.7".formatted(host));
        }
        return literal(host);
    }

    private static Target literal(String address) throws OutboundDeniedException {
        if (address.indexOf('%') >= 0) {
            throw new OutboundDeniedException("An address must not name a network interface");
        }
        try {
            return new Target(address, Optional.of(InetAddress.ofLiteral(address)));
        } catch (IllegalArgumentException e) {
            throw new OutboundDeniedException("\"%s\" is not an address".formatted(address));
        }
    }

    /** A host name as resolvers and bindings compare it. */
    static String plain(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
