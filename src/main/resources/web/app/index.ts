import "./tokens.css";
import "./theme.js";
import "./app-shell.js";
