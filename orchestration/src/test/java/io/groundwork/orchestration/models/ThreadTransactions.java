package io.groundwork.orchestration.models;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Gives a thread that has begun a transaction the same connection until its end, as the application's pool does. */
final class ThreadTransactions implements DataSource {

    private final DataSource behind;
    private final Map<Thread, Connection> open = new ConcurrentHashMap<>();

    ThreadTransactions(DataSource behind) {
        this.behind = behind;
    }

    void begin() throws SQLException {
        Connection connection = behind.getConnection();
        connection.setAutoCommit(false);
        open.put(Thread.currentThread(), connection);
    }

    void commit() throws SQLException {
        try (Connection connection = open.remove(Thread.currentThread())) {
            connection.commit();
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection joined = open.get(Thread.currentThread());
        return joined == null ? behind.getConnection() : kept(joined);
    }

    /** Closing it gives it back, no more. */
    private static Connection kept(Connection joined) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(joined, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return behind.getConnection(user, password);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return behind.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        behind.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        behind.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return behind.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("transactions");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return behind.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return behind.isWrapperFor(type);
    }
}
