package io.groundwork.ingest.parse.child;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parts what the writer of a message wrote from what the message repeats of others: lines behind {@code >}, HTML's block quotes, and all that
 * follows the line or head with which programs begin the history. Each run of another's words becomes one {@code QUOTE} block. For one
 * message and one thread.
 */
final class MailBody {

    private static final Pattern ATTRIBUTION = Pattern.compile(
            "(?iu)(on|am|le|el|il|op|em|den)\\b(?=.*\\d).{6,250}\\b(wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev)\\b.{0,80}:");

    private static final Pattern SEPARATOR = Pattern.compile(
            "(?iu)(?<!-)-{2,}+\\s*+(original message|forwarded message|original appointment|forwarded by [^-\\n]{1,80}|ursprüngliche nachricht"
                    + "|weitergeleitete nachricht|message d.origine|message transféré|mensaje original|mensaje reenviado"
                    + "|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht)\\s*+-{2,}"
                    + "|^begin forwarded message:");

    /** The head that Outlook puts above the message that it answers. */
    private static final Pattern HEAD = Pattern.compile(
            "(?isu)\\s*\\*?(from|von|de|da|van)\\s?:.{1,400}?[\\n ]\\*?(sent|date|gesendet|datum|envoyé|enviado|inviato|verzonden)\\s?:"
                    + ".{1,600}?[\\n ]\\*?(to|subject|an|betreff|à|objet|para|asunto|oggetto|aan|onderwerp)\\s?:.*");

    private static final int LINES_OF_HEAD = 5;

    private final BlockWriter writer;
    private final StringBuilder quote = new StringBuilder();
    private String attribution = "";
    private int quoteDepth;
    private int history;

    MailBody(BlockWriter writer) {
        this.writer = writer;
    }

    /**
     * Takes the next block of a message that has structure of its own.
     *
     * @param depth of the block quotes around it
     * @return false when it is the writer's own: then it is to be written as what it is
     */
    boolean takes(String content, int depth) {
        if (depth > 0) {
            quote(content, depth + history);
            return true;
        }
        Matcher separator = SEPARATOR.matcher(content);
        if (separator.find()) {
            String before = content.substring(0, separator.start()).strip();
            if (!before.isEmpty() && !takes(before, 0)) {
                writer.paragraph(before);
            }
            end();
            history++;
            quote(content.substring(separator.start()), history);
            return true;
        }
        // A separator that stands right above a head has begun this history already.
        if (HEAD.matcher(content).lookingAt()
                && !SEPARATOR.matcher(quote.toString().strip()).matches()) {
            end();
            history++;
        }
        if (history > 0) {
            quote(content, history);
            return true;
        }
        end();
        if (ATTRIBUTION.matcher(CleanText.line(content)).matches()) {
            attribution = content;
            return true;
        }
        return false;
    }

    private void quote(String content, int depth) {
        if (!quote.isEmpty() && depth != quoteDepth) {
            endQuote();
        }
        if (!attribution.isEmpty()) {
            quote.append(attribution).append('\n');
            attribution = "";
        }
        quoteDepth = depth;
        quote.append(content).append('\n');
    }

    private void endQuote() {
        if (!quote.isEmpty()) {
            String all = quote.toString();
            quote.setLength(0);
            writer.quote(all);
        }
    }

    /** Writes what is held back: something else follows, or nothing. */
    void end() {
        endQuote();
        if (!attribution.isEmpty()) {
            String line = attribution;
            attribution = "";
            writer.paragraph(line);
        }
    }

    /** Writes a body that is plain text. */
    void plain(String text) {
        List<String> lines = text.lines().toList();
        StringBuilder own = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            // As mailboxes have it, lest a message seem to begin there.
            boolean escaped = line.startsWith(">From ");
            int marks = escaped ? 0 : marks(line);
            int depth =
                    (int) line.substring(0, marks).chars().filter(c -> c == '>').count();
            String rest = escaped ? line.substring(1) : line.substring(marks);
            if (line.isBlank()) {
                (quote.isEmpty() ? own : quote).append('\n');
                continue;
            }
            if (depth == 0 && beginsHistory(lines, i)) {
                endOwn(own);
                endQuote();
                history++;
            }
            int attributed = depth + history == 0 ? attributionAt(lines, i) : 0;
            if (attributed > 0) {
                endOwn(own);
                end();
                attribution = String.join("\n", lines.subList(i, i + attributed));
                i += attributed - 1;
                if (!isQuotedAfter(lines, i + 1)) {
                    history++;
                    quoteDepth = history;
                }
                continue;
            }
            if (depth + history > 0) {
                endOwn(own);
                quote(rest, depth + history);
            } else {
                end();
                own.append(rest).append('\n');
            }
        }
        endOwn(own);
        end();
    }

    /** How long the beginning of a line is that says that it is quoted. */
    private static int marks(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) == '>') {
            end++;
            if (end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t')) {
                end++;
            }
        }
        return end;
    }

    private void endOwn(StringBuilder own) {
        if (!own.isEmpty()) {
            PlainTextReader.write(own.toString(), writer);
            own.setLength(0);
        }
    }

    private static boolean beginsHistory(List<String> lines, int at) {
        if (SEPARATOR.matcher(lines.get(at)).find()) {
            return true;
        }
        boolean follows = at > 0 && SEPARATOR.matcher(lines.get(at - 1)).find();
        String head = String.join("\n", lines.subList(at, Math.min(lines.size(), at + LINES_OF_HEAD)));
        return !follows && HEAD.matcher(head).lookingAt();
    }

    /** How many lines the attribution that begins here has; 0 where none does. */
    private static int attributionAt(List<String> lines, int at) {
        String line = lines.get(at).strip();
        if (ATTRIBUTION.matcher(line).matches()) {
            return 1;
        }
        boolean goesOn = at + 1 < lines.size()
                && ATTRIBUTION.matcher(line + " " + lines.get(at + 1).strip()).matches();
        return goesOn ? 2 : 0;
    }

    private static boolean isQuotedAfter(List<String> lines, int from) {
        return lines.stream()
                .skip(from)
                .filter(line -> !line.isBlank())
                .findFirst()
                .filter(line -> line.startsWith(">"))
                .isPresent();
    }
}
