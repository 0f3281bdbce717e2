package io.groundwork.orchestration.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NameGuardTest {

    private static final LookupPolicy ANY = LookupPolicy.of(LookupPolicy.IPV4 | LookupPolicy.IPV6);

    @Test
    void aNameThatChangesItsAddressWhileHeldIsRefused() throws UnknownHostException {
        InetAddressResolver resolver = resolver("93.184.216.34", "127.0.0.1");

        try (NameGuard.Hold hold = NameGuard.hold("rebind.test", AddressPolicy.PUBLIC)) {
            assertThat(resolver.lookupByName("rebind.test", ANY)).hasSize(1);

            assertThatThrownBy(() -> resolver.lookupByName("Rebind.test.", ANY))
                    .isInstanceOf(UnknownHostException.class);
            assertThat(hold.refusal())
                    .hasValueSatisfying(words -> assertThat(words).contains("127.0.0.1"));
        }
    }

    @Test
    void aNameThatNobodyHoldsIsLeftAlone() throws UnknownHostException {
        InetAddressResolver resolver = resolver("127.0.0.1", "127.0.0.1");

        NameGuard.Hold hold = NameGuard.hold("free.test", AddressPolicy.PUBLIC);
        hold.close();

        assertThat(resolver.lookupByName("free.test", ANY)).hasSize(1);
    }

    @Test
    void theLastOfTwoHoldersFreesTheName() throws UnknownHostException {
        InetAddressResolver resolver = resolver("10.0.0.1", "10.0.0.1");
        NameGuard.Hold first = NameGuard.hold("twice.test", AddressPolicy.PUBLIC);
        NameGuard.Hold second = NameGuard.hold("twice.test", AddressPolicy.PUBLIC);

        first.close();

        assertThatThrownBy(() -> resolver.lookupByName("twice.test", ANY)).isInstanceOf(UnknownHostException.class);
        second.close();
        assertThat(resolver.lookupByName("twice.test", ANY)).hasSize(1);
    }

    @Test
    void thisJvmAsksTheGuard() {
        assertThat(ServiceLoader.load(InetAddressResolverProvider.class).findFirst())
                .containsInstanceOf(GuardedResolverProvider.class);
        assertThat(NameGuard.isInstalled()).isTrue();
    }

    private static InetAddressResolver resolver(String... answers) {
        Deque<String> next = new ArrayDeque<>(List.of(answers));
        InetAddressResolver builtin = new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) {
                return Stream.of(InetAddress.ofLiteral(next.removeFirst()));
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                throw new UnknownHostException();
            }
        };
        return new GuardedResolverProvider.GuardedResolver(builtin);
    }
}
