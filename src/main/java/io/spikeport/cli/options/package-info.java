/**
 * The options that commands share, declared for picocli. Each class reads one group of options and
 * turns it into the library's types. Spellings of enumerated values are defined here once.
 */
package io.spikeport.cli.options;
