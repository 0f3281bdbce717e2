import { svg, html, type TemplateResult } from "lit";

const drawing = {
  ask: svg`<path d="M4 5.5h12v8H9.5L6 16.5v-3H4z"/>`,
  assistant: svg`<path d="M10 3.500v2.500M5.500 6h9A1.5 1.5 0 0 1 16 7.500v6A1.5 1.5 0 0 1 14.500 15h-9A1.5 1.5 0 0 1 4 13.500v-6A1.5 1.5 0 0 1 5.500 6z"/><path d="M7.700 9.500v1.200M12.300 9.500v1.200M8 12.800h4M2 9.500v2.500M18 9.500v2.500"/>`,
  send: svg`<path d="M10 16V4.5M5 9l5-5 5 5"/>`,
  stop: svg`<rect x="5.5" y="5.5" width="9" height="9" rx="1.5" fill="currentColor"/>`,
  folder: svg`<path d="M3 6a1.5 1.5 0 0 1 1.5-1.500H8l1.7 2h5.800A1.5 1.5 0 0 1 17 8v6a1.5 1.5 0 0 1-1.5 1.500h-11A1.5 1.5 0 0 1 3 14z"/>`,
  file: svg`<path d="M5.5 3h6l3 3v11h-9z"/><path d="M11.5 3v3h3M8 10h4.500M8 13h4.5"/>`,
  model: svg`<rect x="5" y="5" width="10" height="10" rx="2"/><path d="M8 2.500V5M12 2.500V5M8 15v2.500M12 15v2.500M2.5 8H5M2.5 12H5M15 8h2.500M15 12h2.5"/>`,
  route: svg`<circle cx="4.5" cy="10" r="1.8"/><path d="M6.300 10H9M9 10c2.500 0 1.500-5 4.500-5H16M9 10c2.500 0 1.500 5 4.500 5H16M9 10h7"/>`,
  key: svg`<circle cx="6.5" cy="13.5" r="3"/><path d="m8.7 11.3 7-7M13 7l2.2 2.200M11 9l1.5 1.5"/>`,
  people: svg`<circle cx="7.5" cy="7" r="2.7"/><path d="M2.5 16c.4-2.9 2.3-4.3 5-4.300s4.6 1.4 5 4.300M12.5 4.600a2.6 2.6 0 0 1 0 4.800M14.6 12.200c1.7.5 2.7 1.8 2.9 3.8"/>`,
  close: svg`<path d="m5 5 10 10M15 5 5 15"/>`,
  plus: svg`<path d="M10 4v12M4 10h12"/>`,
  check: svg`<path d="m4 10.5 4 4 8-9"/>`,
  chevron: svg`<path d="m5.5 8 4.5 4.500L14.5 8"/>`,
  back: svg`<path d="M12 4.5 6.5 10l5.5 5.5"/>`,
  next: svg`<path d="M8 4.5 13.5 10 8 15.5"/>`,
  alert: svg`<path d="M10 3 2.5 16.500h15z"/><path d="M10 8.500v3.500M10 14.200v.2"/>`,
  info: svg`<circle cx="10" cy="10" r="7"/><path d="M10 9.200V14M10 6.300v.2"/>`,
  retry: svg`<path d="M15.5 7A6.2 6.2 0 1 0 16 11.5"/><path d="M16 3.500V7h-3.5"/>`,
  trash: svg`<path d="M4 6h12M8 6V4h4v2M5.5 6l.7 10.500h7.600L14.5 6M8.5 9v4.500M11.5 9v4.5"/>`,
  download: svg`<path d="M10 3.500V13M6 9.500l4 4 4-4M4 16.500h12"/>`,
  upload: svg`<path d="M10 13.500V4M6 7.500l4-4 4 4M4 16.500h12"/>`,
  copy: svg`<rect x="7" y="7" width="9" height="9" rx="1.5"/><path d="M13 7V5.500A1.5 1.5 0 0 0 11.5 4h-6A1.5 1.5 0 0 0 4 5.500v6A1.5 1.5 0 0 0 5.5 13H7"/>`,
  menu: svg`<path d="M3.5 6h13M3.5 10h13M3.5 14h13"/>`,
  person: svg`<circle cx="10" cy="7" r="3"/><path d="M4 16.500c.5-3.2 2.7-4.8 6-4.800s5.5 1.6 6 4.8"/>`,
  eye: svg`<path d="M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5z"/><circle cx="10" cy="10" r="2.2"/>`,
  lock: svg`<rect x="4.5" y="9" width="11" height="7.5" rx="1.5"/><path d="M7 9V6.500a3 3 0 0 1 6 0V9"/>`,
  record: svg`<path d="M5 3.500h10v13H5z"/><path d="M7.5 7h5M7.5 10h5M7.5 13h3"/>`,
  search: svg`<circle cx="9" cy="9" r="5"/><path d="m12.800 12.800 4 4"/>`,
  sync: svg`<path d="M4.300 9A5.800 5.800 0 0 1 15 7.100M15.700 11A5.800 5.800 0 0 1 5 12.900"/><path d="M15.300 3.700v3.500h-3.500M4.700 16.300v-3.500h3.500"/>`,
  edit: svg`<path d="m4 16 .8-3.5 8.7-8.7 2.7 2.7-8.7 8.700z"/>`,
};

export type IconName = keyof typeof drawing;

/** A line drawing in the current text colour; always beside words or inside a button that has a label of its own. */
export function icon(name: IconName, size = 20): TemplateResult {
  return html`<svg width=${size} height=${size} viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${drawing[name]}</svg>`;
}

/** The mark of Groundwork: courses of a wall, laid from the ground up. */
export function mark(size = 28): TemplateResult {
  return html`<svg width=${size} height=${size} viewBox="0 0 32 32" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" aria-hidden="true">
    <rect width="32" height="32" rx="7" fill="#0f6b57" stroke="none"/><path d="M6 22.500h20"/><path d="M9 16h14" stroke-opacity=".78"/><path d="M12.5 9.500h7" stroke-opacity=".56"/></svg>`;
}
