/**
 * Turns job files and command-line arguments into a list of jobs. Job files are YAML, may include
 * each other, and may give several values to an option, one job for each combination. All problems
 * are reported together, before anything runs.
 */
package io.spikeport.batch.plan;
