package io.groundwork.ingest.parse.child;

import static io.groundwork.ingest.parse.child.WordNumbering.value;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;

/**
 * An equation of an Office document (OMML, ECMA-376 part 1, 22.1) as LaTeX, which is what people write and models read. Is told the
 * equation's elements one by one.
 */
final class OfficeMath {

    private static final int MAX_DEPTH = 200;
    private static final Set<String> FUNCTIONS = Set.of(
            "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "log", "ln",
            "lim", "max", "min", "exp", "det", "dim", "gcd", "inf", "sup", "arg", "deg", "ker");

    private static final Map<Character, String> SYMBOLS = Map.ofEntries(
            Map.entry('α', "\\alpha"),
            Map.entry('β', "\\beta"),
            Map.entry('γ', "\\gamma"),
            Map.entry('δ', "\\delta"),
            Map.entry('ε', "\\varepsilon"),
            Map.entry('ϵ', "\\epsilon"),
            Map.entry('ζ', "\\zeta"),
            Map.entry('η', "\\eta"),
            Map.entry('θ', "\\theta"),
            Map.entry('ι', "\\iota"),
            Map.entry('κ', "\\kappa"),
            Map.entry('λ', "\\lambda"),
            Map.entry('μ', "\\mu"),
            Map.entry('ν', "\\nu"),
            Map.entry('ξ', "\\xi"),
            Map.entry('π', "\\pi"),
            Map.entry('ρ', "\\rho"),
            Map.entry('σ', "\\sigma"),
            Map.entry('τ', "\\tau"),
            Map.entry('υ', "\\upsilon"),
            Map.entry('φ', "\\varphi"),
            Map.entry('ϕ', "\\phi"),
            Map.entry('χ', "\\chi"),
            Map.entry('ψ', "\\psi"),
            Map.entry('ω', "\\omega"),
            Map.entry('Γ', "\\Gamma"),
            Map.entry('Δ', "\\Delta"),
            Map.entry('Θ', "\\Theta"),
            Map.entry('Λ', "\\Lambda"),
            Map.entry('Ξ', "\\Xi"),
            Map.entry('Π', "\\Pi"),
            Map.entry('Σ', "\\Sigma"),
            Map.entry('Φ', "\\Phi"),
            Map.entry('Ψ', "\\Psi"),
            Map.entry('Ω', "\\Omega"),
            Map.entry('∑', "\\sum"),
            Map.entry('∏', "\\prod"),
            Map.entry('∐', "\\coprod"),
            Map.entry('∫', "\\int"),
            Map.entry('∬', "\\iint"),
            Map.entry('∭', "\\iiint"),
            Map.entry('∮', "\\oint"),
            Map.entry('⋃', "\\bigcup"),
            Map.entry('⋂', "\\bigcap"),
            Map.entry('⋁', "\\bigvee"),
            Map.entry('⋀', "\\bigwedge"),
            Map.entry('∞', "\\infty"),
            Map.entry('×', "\\times"),
            Map.entry('÷', "\\div"),
            Map.entry('±', "\\pm"),
            Map.entry('∓', "\\mp"),
            Map.entry('·', "\\cdot"),
            Map.entry('⋅', "\\cdot"),
            Map.entry('≤', "\\leq"),
            Map.entry('≥', "\\geq"),
            Map.entry('≠', "\\neq"),
            Map.entry('≈', "\\approx"),
            Map.entry('≡', "\\equiv"),
            Map.entry('∼', "\\sim"),
            Map.entry('∝', "\\propto"),
            Map.entry('→', "\\rightarrow"),
            Map.entry('←', "\\leftarrow"),
            Map.entry('↔', "\\leftrightarrow"),
            Map.entry('⇒', "\\Rightarrow"),
            Map.entry('⇔', "\\Leftrightarrow"),
            Map.entry('∈', "\\in"),
            Map.entry('∉', "\\notin"),
            Map.entry('⊂', "\\subset"),
            Map.entry('⊆', "\\subseteq"),
            Map.entry('∪', "\\cup"),
            Map.entry('∩', "\\cap"),
            Map.entry('∅', "\\emptyset"),
            Map.entry('∀', "\\forall"),
            Map.entry('∃', "\\exists"),
            Map.entry('∂', "\\partial"),
            Map.entry('∇', "\\nabla"),
            Map.entry('…', "\\ldots"),
            Map.entry('⋯', "\\cdots"),
            Map.entry('−', "-"),
            Map.entry('\u2061', ""),
            Map.entry('\u00A0', " "));

    private static final Map<Character, String> ACCENTS = Map.ofEntries(
            Map.entry('\u0302', "\\hat"),
            Map.entry('\u0303', "\\tilde"),
            Map.entry('\u0304', "\\bar"),
            Map.entry('\u0305', "\\overline"),
            Map.entry('\u0307', "\\dot"),
            Map.entry('\u0308', "\\ddot"),
            Map.entry('\u20D7', "\\vec"),
            Map.entry('\u030C', "\\check"),
            Map.entry('\u0306', "\\breve"),
            Map.entry('^', "\\hat"),
            Map.entry('~', "\\tilde"),
            Map.entry('¯', "\\bar"));

    private final Deque<Node> open = new ArrayDeque<>();
    private int tooDeep;

    private static final class Node {
        private final String name;
        private final String value;
        private final List<Node> children = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();

        Node(String name, String value) {
            this.name = name;
            this.value = value;
        }
    }

    /** Whether {@link #end} has not yet closed what {@link #start} first opened. */
    boolean isOpen() {
        return !open.isEmpty();
    }

    void start(String name, Attributes attributes) {
        if (tooDeep > 0 || open.size() >= MAX_DEPTH) {
            tooDeep++;
            return;
        }
        Node node = new Node(name, value(attributes, "val"));
        if (!open.isEmpty()) {
            open.peek().children.add(node);
        }
        open.push(node);
    }

    void text(char[] from, int start, int length) {
        Node node = open.peek();
        if (node != null && node.name.equals("t") && tooDeep == 0) {
            node.text.append(from, start, length);
        }
    }

    /** @return the LaTeX once the outermost element ends; empty before */
    String end() {
        if (tooDeep > 0) {
            tooDeep--;
            return "";
        }
        Node node = open.pop();
        return open.isEmpty() ? latex(node).strip() : "";
    }

    /** Without the space that parts a command from letters: an index follows. */
    private static String base(Node node) {
        return latexOf(node, "e").stripTrailing();
    }

    private static String latexOf(Node parent, String child) {
        Node found = child(parent, child);
        return found == null ? "" : latex(found);
    }

    private static @Nullable Node child(Node parent, String name) {
        return parent.children.stream()
                .filter(each -> each.name.equals(name))
                .findFirst()
                .orElse(null);
    }

    private static String property(Node node, String name, String otherwise) {
        Node properties = child(node, node.name + "Pr");
        Node found = properties == null ? null : child(properties, name);
        return found == null ? otherwise : found.value;
    }

    private static String latex(Node node) {
        return switch (node.name) {
            case "t" -> letters(node.text);
            case "r" -> run(node);
            case "f" -> fraction(node);
            case "sSup" -> base(node) + "^{" + latexOf(node, "sup") + "}";
            case "sSub" -> base(node) + "_{" + latexOf(node, "sub") + "}";
            case "sSubSup" -> base(node) + "_{" + latexOf(node, "sub") + "}^{" + latexOf(node, "sup") + "}";
            case "sPre" -> "{}_{" + latexOf(node, "sub") + "}^{" + latexOf(node, "sup") + "}" + latexOf(node, "e");
            case "rad" -> {
                String degree = latexOf(node, "deg");
                yield "\\sqrt" + (degree.isBlank() ? "" : "[" + degree + "]") + "{" + latexOf(node, "e") + "}";
            }
            case "nary" -> nary(node);
            case "d" -> fenced(node);
            case "func" -> function(latexOf(node, "fName")) + latexOf(node, "e");
            case "limLow" -> function(latexOf(node, "e")) + "_{" + latexOf(node, "lim") + "}";
            case "limUpp" -> function(latexOf(node, "e")) + "^{" + latexOf(node, "lim") + "}";
            case "acc" -> accent(node) + "{" + latexOf(node, "e") + "}";
            case "bar" ->
                (property(node, "pos", "bot").equals("top") ? "\\overline{" : "\\underline{") + latexOf(node, "e")
                        + "}";
            case "groupChr" ->
                (property(node, "pos", "bot").equals("top") ? "\\overbrace{" : "\\underbrace{") + latexOf(node, "e")
                        + "}";
            case "m" ->
                "\\begin{matrix}"
                        + node.children.stream()
                                .filter(row -> row.name.equals("mr"))
                                .map(row -> elements(row, " & "))
                                .collect(Collectors.joining(" \\\\ "))
                        + "\\end{matrix}";
            case "eqArr" -> "\\begin{array}{c}" + elements(node, " \\\\ ") + "\\end{array}";
            // Properties say how it looks, or were asked for above.
            default ->
                node.name.endsWith("Pr")
                        ? ""
                        : node.children.stream().map(OfficeMath::latex).collect(Collectors.joining());
        };
    }

    private static String elements(Node parent, String between) {
        return parent.children.stream()
                .filter(each -> each.name.equals("e"))
                .map(OfficeMath::latex)
                .collect(Collectors.joining(between));
    }

    private static String run(Node node) {
        Node properties = child(node, "rPr");
        String text = node.children.stream()
                .filter(each -> each.name.equals("t"))
                .map(OfficeMath::latex)
                .collect(Collectors.joining());
        boolean plain = properties != null
                && child(properties, "nor") != null
                && text.strip().indexOf(' ') > 0;
        return plain ? "\\text{" + text + "}" : text;
    }

    private static String letters(CharSequence text) {
        StringBuilder latex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            String symbol = SYMBOLS.get(c);
            if (symbol == null) {
                // A command ends where the next letter would go on with it.
                if (Character.isLetterOrDigit(c) && endsWithCommand(latex)) {
                    latex.append(' ');
                }
                latex.append("%#&".indexOf(c) >= 0 ? "\\" : "").append(c);
            } else {
                latex.append(latex.isEmpty() || !symbol.startsWith("\\") ? "" : " ")
                        .append(symbol);
                if (symbol.startsWith("\\")) {
                    latex.append(' ');
                }
            }
        }
        return latex.toString();
    }

    private static boolean endsWithCommand(StringBuilder latex) {
        int i = latex.length();
        while (i > 0 && Character.isLetter(latex.charAt(i - 1))) {
            i--;
        }
        return i > 0 && i < latex.length() && latex.charAt(i - 1) == '\\';
    }

    private static String fraction(Node node) {
        String above = latexOf(node, "num");
        String below = latexOf(node, "den");
        return switch (property(node, "type", "bar")) {
            case "noBar" -> "\\genfrac{}{}{0pt}{}{" + above + "}{" + below + "}";
            case "lin" -> above + "/" + below;
            default -> "\\frac{" + above + "}{" + below + "}";
        };
    }

    private static String nary(Node node) {
        String sign = letters(property(node, "chr", "∫")).strip();
        String below = latexOf(node, "sub");
        String above = latexOf(node, "sup");
        return sign
                + (below.isBlank() ? "" : "_{" + below + "}")
                + (above.isBlank() ? " " : "^{" + above + "}")
                + latexOf(node, "e");
    }

    private static String fenced(Node node) {
        String between = property(node, "sepChr", "|");
        return "\\left"
                + fence(property(node, "begChr", "("))
                + elements(node, between.isEmpty() ? " " : between)
                + "\\right"
                + fence(property(node, "endChr", ")"));
    }

    private static String fence(String sign) {
        return switch (sign) {
            case "" -> ".";
            case "{", "}" -> "\\" + sign;
            default -> sign;
        };
    }

    private static String function(String name) {
        String bare = name.strip();
        return FUNCTIONS.contains(bare) ? "\\" + bare + " " : name;
    }

    private static String accent(Node node) {
        String sign = property(node, "chr", "\u0302");
        return sign.isEmpty() ? "\\hat" : ACCENTS.getOrDefault(sign.charAt(0), "\\hat");
    }
}
