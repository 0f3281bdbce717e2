package io.groundwork.orchestration.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a resource that the role {@code embeddings} answers too. Where that is the only role there is no database to look up keys in, and nothing but
 * text in and vectors out: its door is the one key of {@code groundwork.embeddings.key}, where it is set, and the network's rules. Requests pass the
 * {@link EmbeddingsGate}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface ServesEmbeddings {}
