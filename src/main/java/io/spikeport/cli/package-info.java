/**
 * The command line: one class per command, exit codes, and how errors are shown. Commands are thin;
 * they read options, call the library and print what it returns. Wording for people is chosen here;
 * the library reports typed causes.
 */
package io.spikeport.cli;
