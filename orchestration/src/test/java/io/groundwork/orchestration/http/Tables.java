package io.groundwork.orchestration.http;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** What stands in the tables that documents and conversations are kept in. */
record Tables(DataSource database) {

    Map<String, Long> counts() {
        Map<String, Long> counts = new HashMap<>();
        for (String table : Arrays.asList(
                "file",
                "blob",
                "document",
                "document_version",
                "membership",
                "passage",
                "passage_words",
                "term",
                "embedded_text",
                "collection",
                "collection_reader",
                "collection_grant",
                "conversation",
                "conversation_file",
                "response",
                "job")) {
            counts.put(table, count("SELECT count(*) FROM " + table));
        }
        return counts;
    }

    long count(String sql) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
