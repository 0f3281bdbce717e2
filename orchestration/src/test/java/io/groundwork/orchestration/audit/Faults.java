package io.groundwork.orchestration.audit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** A database that a thread of a given name finds broken once, as it does when a class cannot be loaded or the memory is full. */
final class Faults {

    private Faults() {}

    static DataSource source(DataSource real, String thread) {
        AtomicBoolean due = new AtomicBoolean(true);
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            if (Thread.currentThread().getName().equals(thread) && due.getAndSet(false)) {
                throw new LinkageError("as the test says");
            }
            return call(real, method, arguments);
        });
    }

    /** One whose first answer to a commit is lost on the way. */
    static DataSource deafToCommit(DataSource real) {
        AtomicBoolean due = new AtomicBoolean(true);
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            Object result = call(real, method, arguments);
            return result instanceof Connection connection
                    ? proxy(Connection.class, (open, asked, with) -> {
                        Object answer = call(connection, asked, with);
                        if (asked.getName().equals("commit") && due.getAndSet(false)) {
                            throw new SQLException("The connection broke, as the test says.", "08006");
                        }
                        return answer;
                    })
                    : result;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Faults.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
