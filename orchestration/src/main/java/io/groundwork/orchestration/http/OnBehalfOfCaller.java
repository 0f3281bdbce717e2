package io.groundwork.orchestration.http;

import io.groundwork.retrieval.OnBehalf;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On what answers with documents: the database shows it only those that the caller may read, whatever it asks for. Not on what writes. */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@interface OnBehalfOfCaller {

    @OnBehalfOfCaller
    @Interceptor
    @Priority(Interceptor.Priority.PLATFORM_BEFORE)
    final class Wall {

        private final OnBehalf onBehalf;
        private final CurrentCaller caller;

        Wall(OnBehalf onBehalf, CurrentCaller caller) {
            this.onBehalf = onBehalf;
            this.caller = caller;
        }

        @AroundInvoke
        Object around(InvocationContext call) throws Exception {
            return onBehalf.of(caller.get().scope(), call::proceed);
        }
    }
}
