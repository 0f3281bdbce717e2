package io.groundwork.retrieval;

/**
 * A passage as one search ranks it, before its text is read.
 *
 * @param passage its row
 * @param score in [0, 1], comparable within one list only
 */
public record Candidate(long passage, double score) {}
