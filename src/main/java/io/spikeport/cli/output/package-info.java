/**
 * What commands print: tables, progress bars and the JSON of {@code --json}. Every record here is
 * written as JSON with its components as keys, so a component's name is part of the contract.
 * Nothing here computes results.
 */
package io.spikeport.cli.output;
