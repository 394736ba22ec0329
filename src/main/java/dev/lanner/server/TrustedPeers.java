package dev.lanner.server;

import dev.lanner.http.Authority;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Peers whose word is taken: the proxies and load balancers in front of this server. Immutable.
 *
 * <p>An IPv4 address that is mapped into IPv6 ({@code ::ffff:192.0.2.1}) counts as the IPv4 address that it is.
 */
public final class TrustedPeers {
    private static final String UNIX = "unix";
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern BITS = Pattern.compile("\\d{1,3}");

    /** This machine: {@code 127.0.0.0/8}, {@code ::1} and Unix domain sockets. */
    public static final TrustedPeers LOOPBACK = of("127.0.0.0/8", "::1", UNIX);

    private final List<Network> networks;
    private final boolean unix;

    /** Addresses that have their first bits in common. */
    private record Network(InetAddress address, int bits) {
        boolean contains(InetAddress peer) {
            byte[] ours = address.getAddress();
            byte[] theirs = peer.getAddress();
            if (ours.length != theirs.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                if (isSet(ours, bit) != isSet(theirs, bit)) {
                    return false;
                }
            }
            return true;
        }

        /** Whether all bits are 0 that do not count. */
        boolean isWhole() {
            byte[] bytes = address.getAddress();
            return IntStream.range(bits, bytes.length * 8).noneMatch(bit -> isSet(bytes, bit));
        }

        private static boolean isSet(byte[] bytes, int bit) {
            return (bytes[bit / 8] >> 7 - bit % 8 & 1) == 1;
        }
    }

    private TrustedPeers(List<Network> networks, boolean unix) {
        this.networks = List.copyOf(networks);
        this.unix = unix;
    }

    /**
     * Peers by their addresses.
     *
     * @param peers each an IPv4 or IPv6 address, a network such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}, or
     *     {@code unix} for all who connect to a Unix domain socket; none to trust nobody
     * @return the peers
     * @throws IllegalArgumentException if one is none of these, or a network's address has bits behind those that it counts
     */
    public static TrustedPeers of(String... peers) {
        List<Network> networks = new ArrayList<>();
        boolean unix = false;
        for (String peer : peers) {
            if (peer.equals(UNIX)) {
                unix = true;
            } else {
                networks.add(network(peer));
            }
        }
        return new TrustedPeers(networks, unix);
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("\"" + text + "\" is no peer; it must be an address such as 192.0.2.7, a"
                    + " network such as 10.0.0.0/8, or " + UNIX);
        }
        int most = address.getAddress().length * 8;
        String bits = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
        if (!BITS.matcher(bits).matches() || Integer.parseInt(bits) > most) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no network; behind the slash must be a number from 0 to " + most);
        }
        Network network = new Network(address, Integer.parseInt(bits));
        if (!network.isWhole()) {
            throw new IllegalArgumentException("\"" + text + "\" is no network: its address has bits behind the first "
                    + bits + "; is one machine meant, or another network?");
        }
        return network;
    }

    /**
     * An address as it is written in figures; names are never looked up.
     *
     * @param text four decimal numbers without leading zeros, or an IPv6 address without brackets and zone
     * @return the address, or null if it is none
     */
    public static InetAddress literal(String text) {
        boolean isLiteral = text.indexOf(':') < 0
                ? IPV4.matcher(text).matches()
                : !text.startsWith("v") && !text.startsWith("V") && Authority.parse("[" + text + "]") != null;
        try {
            return isLiteral ? InetAddress.getByName(text) : null;
        } catch (UnknownHostException notOne) {
            return null;
        }
    }

    /**
     * Whether a peer is among them.
     *
     * @param peer an address as {@link dev.lanner.feature.ConnectionFeature} gives it; null is nobody
     * @return true if its word is taken
     */
    public boolean contains(SocketAddress peer) {
        return switch (peer) {
            case InetSocketAddress internet
            when internet.getAddress() != null ->
                networks.stream().anyMatch(network -> network.contains(internet.getAddress()));
            case UnixDomainSocketAddress local -> unix;
            case null, default -> false;
        };
    }

    /** Two are equal that were made of the same peers in the same order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TrustedPeers peers && networks.equals(peers.networks) && unix == peers.unix;
    }

    @Override
    public int hashCode() {
        return networks.hashCode();
    }
}
