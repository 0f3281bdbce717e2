package io.groundwork.orchestration.audit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** A database that a thread of a given name finds broken once, as it does when a class cannot be loaded or the memory is full. */
final class Faults {

    private Faults() {}

    static DataSource source(DataSource real, String thread) {
        AtomicBoolean due = new AtomicBoolean(true);
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (Thread.currentThread().getName().equals(thread) && due.getAndSet(false)) {
                throw new LinkageError("as the test says");
            }
            try {
                return method.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return (DataSource)
                Proxy.newProxyInstance(Faults.class.getClassLoader(), new Class<?>[] {DataSource.class}, handler);
    }
}
