package dev.lanner.worker;

/**
 * What a start has found of an application's files.
 *
 * @param code where they lie
 * @param stamp what they looked like before they were loaded
 */
record FoundCode(AppCode code, String stamp) {
    static FoundCode of(AppCode code) {
        return new FoundCode(code, code.stamp());
    }
}
