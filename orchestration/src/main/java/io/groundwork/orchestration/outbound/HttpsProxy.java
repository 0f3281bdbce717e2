package io.groundwork.orchestration.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Sends https through a proxy, except to this machine and the inner network: those a proxy seldom reaches. */
final class HttpsProxy extends ProxySelector {

    private final Proxy proxy;

    /** @param address host and port; 3128 where it names none */
    HttpsProxy(URI address) {
        if (address.getHost() == null) {
            throw new IllegalStateException("The proxy %s is not of the form http://host:port".formatted(address));
        }
        int port = address.getPort() < 0 ? 3128 : address.getPort();
        this.proxy = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.getHost(), port));
    }

    boolean takes(URI url) {
        return "https".equalsIgnoreCase(url.getScheme()) && !inside(url.getHost());
    }

    private static boolean inside(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(address -> Reach.of(address) != Reach.PUBLIC);
        } catch (UnknownHostException e) {
            return false; // a name that only the proxy can resolve is not of the inner network
        }
    }

    @Override
    public List<Proxy> select(URI url) {
        return takes(url) ? List.of(proxy) : List.of(Proxy.NO_PROXY);
    }

    /** Nothing to do: there is no other proxy to turn to, and the caller gets the exception. */
    @Override
    public void connectFailed(URI url, SocketAddress address, IOException failure) {}
}
