package dev.lanner.hosting;

import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's addresses as a person can use them. */
final class Addresses {
    private static final Pattern UNIX = Pattern.compile("(https?)://unix:(.*)");
    private static final Pattern ANY = Pattern.compile("(https?)://(?:\\*|0\\.0\\.0\\.0|\\[::\\]):(\\d+)");

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
            Matcher unix = UNIX.matcher(address);
            Matcher any = ANY.matcher(address);
            if (unix.matches()) {
                String path = unix.group(2);
                lines.add(path + "  (curl --unix-socket " + path + " " + unix.group(1) + "://localhost/)");
            } else if (any.matches()) {
                String scheme = any.group(1) + "://";
                String port = ":" + any.group(2) + "/";
                lines.add(scheme + "localhost" + port);
                ownAddresses().forEach(own -> lines.add(scheme + own + port));
            } else {
                lines.add(address + "/");
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
