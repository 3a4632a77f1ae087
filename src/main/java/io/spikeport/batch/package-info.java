/**
 * Runs many conversions in one go, side by side within a memory limit, and sums them up. A run that
 * was interrupted resumes with the jobs that are not done yet. Reading job files is in {@code
 * plan}, computing one job in {@code job}.
 */
package io.spikeport.batch;
