/**
 * Reading and writing files safely. A file is written to a temporary name and moved into place, so
 * nobody sees half of one. Reading has limits, and messages for the usual mistakes.
 */
package io.spikeport.file;
