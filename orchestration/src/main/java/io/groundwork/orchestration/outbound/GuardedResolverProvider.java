package io.groundwork.orchestration.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts {@link NameGuard} behind every name lookup of the JVM. Found by the JDK through {@code META-INF/services}, at the first
 * lookup; public because the JDK makes it.
 */
public final class GuardedResolverProvider extends InetAddressResolverProvider {

    @Override
    public InetAddressResolver get(Configuration configuration) {
        NameGuard.install();
        return new GuardedResolver(configuration.builtinResolver());
    }

    @Override
    public String name() {
        return "Groundwork's guarded resolver";
    }

    record GuardedResolver(InetAddressResolver builtin) implements InetAddressResolver {

        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
            List<InetAddress> addresses = builtin.lookupByName(host, policy).toList();
            NameGuard.check(host, addresses);
            return addresses.stream();
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            return builtin.lookupByAddress(address);
        }
    }
}
