/**
 * Many conversions in one run: job files, what is done already, side by side within a memory limit,
 * and a summary. A job is a pure function of model, data and options; the files it yields do not
 * depend on when, where, or in what company it ran.
 */
package io.spikeport.batch;
