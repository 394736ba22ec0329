/**
 * What the gateway and the worker watch alike when they host an application: the page that takes it offline, a file whose
 * change is a sign, and how often it has failed. Row 2 of the design.
 */
package dev.lanner.internal.hosting;
