/**
 * Computes one job of a batch and keeps its results in the output folder. A job is a pure function
 * of model, data and options, so its files do not depend on when or beside what it ran. The record
 * of a job is written last; where it exists, the job is done.
 */
package io.spikeport.batch.job;
