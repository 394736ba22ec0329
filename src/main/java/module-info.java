/** Lanner, an embedded HTTP server on virtual threads that needs nothing but {@code java.base}. */
module dev.lanner {}
