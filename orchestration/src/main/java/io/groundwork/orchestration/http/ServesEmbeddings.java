package io.groundwork.orchestration.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a resource that the role {@code embeddings} answers too. Where that is the only role, the network's rules are its door:
 * it has no database to look up keys in, and nothing but text in and vectors out.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface ServesEmbeddings {}
