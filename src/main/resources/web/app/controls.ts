import { css } from "lit";

/** What every component shares: text, links, buttons, fields, tables, chips. Each shadow root adopts this one sheet. */
export const controls = css`
  *, *::before, *::after { box-sizing: border-box; }
  :host { display: block; }
  :host([hidden]), [hidden] { display: none !important; }
  h1, h2, h3, p, ul, ol { margin: 0; }
  h1 { font-size: 1.6rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.015em; text-wrap: balance; }
  h2 { font-size: 1.1rem; line-height: 1.35; font-weight: 620; letter-spacing: -0.005em; }
  h1:focus, h2:focus { outline: none; }
  a { color: var(--accent); text-underline-offset: 3px; text-decoration-thickness: 1px; }
  a:hover { color: var(--accent-strong); }
  svg { display: block; flex: none; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }

  button, input, select, textarea { font: inherit; color: inherit; }
  button { cursor: pointer; }
  button:disabled { cursor: default; opacity: 0.55; }
  .button {
    display: inline-flex; align-items: center; justify-content: center; gap: 8px;
    min-height: 40px; padding: 7px 15px; border-radius: var(--radius);
    border: 1px solid var(--line-strong); background: var(--surface); color: var(--ink);
    font-weight: 550; font-size: 0.94rem; text-decoration: none; white-space: nowrap;
    transition: background-color 120ms, border-color 120ms;
  }
  .button:hover:not(:disabled) { background: var(--raised); color: var(--ink); }
  .button.primary { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
  .button.primary:hover:not(:disabled) { background: var(--accent-strong); border-color: var(--accent-strong); color: var(--accent-ink); }
  .button.danger { color: var(--bad); border-color: var(--bad); }
  .button.danger:hover:not(:disabled) { background: var(--bad-soft); color: var(--bad); }
  .button.quiet { border-color: transparent; background: transparent; color: var(--muted); }
  .button.quiet:hover:not(:disabled) { background: var(--raised); color: var(--ink); }
  .button.small { min-height: 32px; padding: 4px 10px; font-size: 0.875rem; border-radius: 8px; }
  .icon-button {
    display: inline-grid; place-items: center; width: 36px; height: 36px; padding: 0; flex: none;
    border: 0; border-radius: 8px; background: transparent; color: var(--muted);
  }
  .icon-button:hover:not(:disabled) { background: var(--raised); color: var(--ink); }
  .entry {
    display: flex; align-items: center; gap: 10px; width: 100%; padding: 8px 10px; border: 0; border-radius: 8px;
    background: none; color: var(--ink); font-size: 0.94rem; text-align: start; text-decoration: none;
  }
  .entry:hover { background: var(--raised); color: var(--ink); }
  .entry.danger { color: var(--bad); }
  .entry.danger:hover { background: var(--bad-soft); color: var(--bad); }
  .text-button { border: 0; background: none; padding: 0; color: var(--accent); text-decoration: underline; text-underline-offset: 3px; }
  .text-button:hover { color: var(--accent-strong); }

  .field { display: grid; gap: 6px; }
  .field > label, .field > .label { font-weight: 550; font-size: 0.92rem; }
  .hint { color: var(--muted); font-size: 0.88rem; }
  input:not([type="checkbox"], [type="radio"], [type="file"]), select, textarea {
    width: 100%; min-height: 42px; padding: 8px 12px; border-radius: var(--radius);
    border: 1px solid var(--line-strong); background: var(--surface); color: var(--ink);
  }
  :is(input, select, textarea)[aria-invalid="true"] { border-color: var(--bad); }
  input[type="checkbox"], input[type="radio"] { width: 17px; height: 17px; margin: 0; accent-color: var(--accent); flex: none; }
  input:focus-visible, select:focus-visible, textarea:focus-visible { outline: 2px solid var(--accent); outline-offset: -1px; border-radius: var(--radius); }
  ::placeholder { color: var(--muted); opacity: 1; }
  fieldset { border: 0; padding: 0; margin: 0; min-width: 0; }
  legend { padding: 0; font-weight: 550; font-size: 0.92rem; margin-bottom: 6px; }
  .choice { display: flex; gap: 10px; align-items: flex-start; padding: 5px 0; }
  .choice input { margin-top: 3px; }

  .page { max-width: 980px; margin: 0 auto; padding: 36px 24px 72px; }
  .page-head { display: flex; flex-wrap: wrap; gap: 12px 16px; align-items: flex-start; justify-content: space-between; margin-bottom: 24px; }
  .page-head > :first-child { min-width: 0; flex: 1 1 320px; }
  .lead { color: var(--muted); margin-top: 6px; max-width: 62ch; }
  .row { display: flex; flex-wrap: wrap; gap: 10px; align-items: center; }
  .stack { display: grid; gap: 16px; }
  .end { justify-content: flex-end; }
  .card { background: var(--surface); border: 1px solid var(--line); border-radius: 14px; padding: 20px; }
  .muted { color: var(--muted); }
  .small { font-size: 0.88rem; }
  .nowrap { white-space: nowrap; }
  .visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

  .list { list-style: none; padding: 0; background: var(--surface); border: 1px solid var(--line); border-radius: 14px; overflow: hidden; }
  .list > li { padding: 14px 18px; border-top: 1px solid var(--line); }
  .list > li:first-child { border-top: 0; }

  .chip {
    display: inline-flex; align-items: center; gap: 6px; padding: 1px 9px; border-radius: 999px;
    font-size: 0.82rem; font-weight: 550; line-height: 1.6; background: var(--raised); color: var(--muted); white-space: nowrap;
  }
  .chip.good { color: var(--good); background: var(--accent-soft); }
  .chip.warn { color: var(--warn); background: var(--warn-soft); }
  .chip.bad { color: var(--bad); background: var(--bad-soft); }

  .note { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: flex-start; padding: 12px 14px; border-radius: var(--radius); background: var(--raised); font-size: 0.94rem; overflow-wrap: anywhere; }
  .note.bad { background: var(--bad-soft); color: var(--bad); }
  .note.warn { background: var(--warn-soft); color: var(--warn); }
  .note.good { background: var(--accent-soft); color: var(--good); }
  .note > :first-child:is(svg) { margin-top: 2px; }
  .note > span { flex: 1 1 0; min-width: min(22ch, 100%); }
  .empty { text-align: center; padding: 48px 20px; color: var(--muted); }
  .empty h2 { color: var(--ink); margin-bottom: 6px; }
  .empty .row { justify-content: center; margin-top: 18px; }

  .spinner {
    width: 16px; height: 16px; border-radius: 50%; flex: none; display: inline-block;
    border: 2px solid var(--line); border-top-color: var(--accent); animation: turn 0.8s linear infinite;
  }
  @keyframes turn { to { transform: rotate(1turn); } }
  progress { appearance: none; width: 100%; height: 4px; border: 0; border-radius: 4px; overflow: hidden; background: var(--line); display: block; }
  progress::-webkit-progress-bar { background: var(--line); }
  progress::-webkit-progress-value { background: var(--accent); transition: inline-size 200ms; }
  progress::-moz-progress-bar { background: var(--accent); }

  @media (max-width: 640px) {
    .page { padding: 24px 16px 56px; }
    h1 { font-size: 1.4rem; }
    .list > li { padding: 14px; }
  }
  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { transition: none !important; scroll-behavior: auto !important; }
    .spinner { animation-duration: 2.4s; }
  }
  @media (forced-colors: active) {
    .button, .icon-button { border: 1px solid ButtonText; }
    mark { background: Mark; color: MarkText; }
  }
`;
