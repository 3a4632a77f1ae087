/**
 * The exceptions that reach users, one sealed hierarchy. Each carries problems with a place, what
 * is wrong and what to do. The subclass decides the program's exit code.
 */
package io.spikeport.error;
