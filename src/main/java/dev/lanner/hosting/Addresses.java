package dev.lanner.hosting;

import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** A server's addresses as a person can use them. */
final class Addresses {
    private static final String UNIX = "http://unix:";
    private static final List<String> ANY = List.of("http://*:", "http://0.0.0.0:", "http://[::]:");

    private Addresses() {}

    /**
     * A line for each address: a URL to be clicked, and for a socket the way to try it. In the place of "every address"
     * stand localhost and the IPv4 addresses that this machine has.
     *
     * @param bound as {@link dev.lanner.feature.ServerAddressesFeature} gives them
     */
    static List<String> clickable(List<String> bound) {
        List<String> lines = new ArrayList<>();
        for (String address : bound) {
            String any = ANY.stream().filter(address::startsWith).findFirst().orElse(null);
            if (address.startsWith(UNIX)) {
                String path = address.substring(UNIX.length());
                lines.add(path + "  (curl --unix-socket " + path + " http://localhost/)");
            } else if (any == null) {
                lines.add(address + "/");
            } else {
                String port = address.substring(any.length());
                lines.add("http://localhost:" + port + "/");
                ownAddresses().forEach(own -> lines.add("http://" + own + ":" + port + "/"));
            }
        }
        return lines;
    }

    private static List<String> ownAddresses() {
        List<String> addresses = new ArrayList<>();
        try {
            for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
                network.inetAddresses()
                        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                        .forEach(address -> addresses.add(address.getHostAddress()));
            }
        } catch (SocketException unknown) {
            // Then localhost must do.
        }
        return addresses;
    }
}
