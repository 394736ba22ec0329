package dev.lanner.configuration;

import dev.lanner.internal.text.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Which keys there are. Immutable. */
sealed interface Schema {
    /** A key that has a value. */
    record Leaf() implements Schema {}

    /** Keys below a key. */
    record Branch(Map<String, Schema> children) implements Schema {}

    /**
     * Below a key, the same keys for each name that somebody has thought of.
     *
     * @param areHosts whether names can have dots in them
     */
    record Named(Branch each, boolean areHosts) implements Schema {}

    /** Whatever the application likes. */
    record Free() implements Schema {}

    /** What {@code names} of an endpoint can have for each. */
    List<String> HOST_KEYS = List.of("certificate", "clientCertificates", "clientAuthorities");

    /** What an endpoint can have with TLS and without. */
    List<String> CLEAR_KEYS = List.of("url", "mode", "proxyProtocol");

    List<String> ENDPOINT_KEYS = Stream.of(
                    CLEAR_KEYS.stream(), Stream.of("minimumVersion", "refuseUnknownNames"), HOST_KEYS.stream())
            .flatMap(Function.identity())
            .toList();

    List<String> CERTIFICATE_KEYS = List.of("file", "key", "password", "passwordFile", "alias");

    /** What says where to listen, in one line. */
    List<String> ADDRESS_KEYS = List.of("urls", "http_ports", "https_ports", "preferUrls");

    /** All of them. */
    Branch ROOT = root();

    private static Branch root() {
        Map<String, Schema> children = new LinkedHashMap<>(leaves(ADDRESS_KEYS).children());
        Map<String, Schema> endpoint = new LinkedHashMap<>(leaves(ENDPOINT_KEYS).children());
        endpoint.put("names", new Named(leaves(HOST_KEYS), true));
        children.put("endpoints", new Named(new Branch(endpoint), false));
        children.put("certificates", new Named(leaves(CERTIFICATE_KEYS), false));
        children.putAll(options(OptionKey.SERVER).children());
        children.put("limits", options(OptionKey.LIMITS));
        children.put("http1", options(OptionKey.HTTP1));
        children.put("http2", options(OptionKey.HTTP2));
        children.put("app", new Free());
        return new Branch(children);
    }

    private static <O, B> Branch options(List<OptionKey<O, B, ?>> keys) {
        return leaves(keys.stream().map(OptionKey::name).toList());
    }

    private static Branch leaves(Collection<String> names) {
        Map<String, Schema> children = new LinkedHashMap<>();
        names.forEach(name -> children.put(name, new Leaf()));
        return new Branch(children);
    }

    /** A word as names are compared between files, variables and arguments. */
    static String folded(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /**
     * Finds the key that words mean which stand in a variable or an argument.
     *
     * @param words the parts of the key
     * @param loosely whether case and underscores don't count, as in variables
     * @return the key with dots
     * @throws UnknownKeyException if there is none
     */
    static String key(List<String> words, boolean loosely) throws UnknownKeyException {
        List<String> key = new ArrayList<>();
        Schema here = ROOT;
        int at = 0;
        while (at < words.size()) {
            switch (here) {
                case Branch branch -> {
                    String name = child(branch, words.get(at), loosely);
                    key.add(name);
                    here = branch.children.get(name);
                    at++;
                }
                case Named named -> {
                    // Only the last word of a host's key is no part of its name.
                    int end = named.areHosts ? Math.max(at + 1, words.size() - 1) : at + 1;
                    key.add(folded(String.join(".", words.subList(at, end))));
                    here = named.each;
                    at = end;
                }
                case Free free -> {
                    key.add(folded(String.join(".", words.subList(at, words.size()))));
                    return String.join(".", key);
                }
                case Leaf leaf -> throw new UnknownKeyException(words.get(at), null);
            }
        }
        if (here instanceof Leaf) {
            return String.join(".", key);
        }
        throw new UnknownKeyException(words.getLast(), null);
    }

    private static String child(Branch branch, String word, boolean loosely) throws UnknownKeyException {
        for (String name : branch.children.keySet()) {
            if (loosely ? bare(name).equals(bare(word)) : name.equals(word)) {
                return name;
            }
        }
        Stream<String> names = branch.children.keySet().stream();
        throw new UnknownKeyException(
                word, NearestName.of(word, (loosely ? names.map(Schema::inVariables) : names).toList()));
    }

    /** As a variable spells it. */
    private static String inVariables(String name) {
        return name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }

    private static String bare(String word) {
        return folded(word).replace("_", "");
    }

    /** There is no such key. */
    final class UnknownKeyException extends Exception {
        private static final long serialVersionUID = 1;

        /** What may have been meant; null for nothing. */
        final String meant;

        UnknownKeyException(String word, String meant) {
            super("unknown key \"" + word + "\"" + (meant == null ? "" : ". Did you mean \"" + meant + "\"?"));
            this.meant = meant;
        }
    }
}
