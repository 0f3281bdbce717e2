import type { MessageKey } from "./messages.js";
import type { Settings, SourceKind } from "./sources-api.js";

/** A field of a source's form, by the name that it has in the settings. */
export interface Field {
  name: string;
  type: "text" | "url" | "number" | "flag" | "lines";
  label: MessageKey;
  hint?: MessageKey;
  required?: boolean;
  placeholder?: string;
  min?: number;
  max?: number;
  /** What holds when nothing is said. */
  otherwise?: string | number | boolean;
  /** Kept behind "More settings". */
  rare?: boolean;
}

export interface Kind {
  kind: SourceKind;
  label: MessageKey;
  lead: MessageKey;
  fields: Field[];
  /** What the secret is called, and whether it can be left out. */
  secret: { label: MessageKey; hint?: MessageKey; required: boolean } | null;
  /** The settings that say where it is, in the order in which they are shown. */
  place: string[];
}

const INCLUDE: Field[] = [
  { name: "include", type: "lines", label: "source.include", hint: "source.includeHint", placeholder: "docs/**\n*.pdf", rare: true },
  { name: "exclude", type: "lines", label: "source.exclude", placeholder: "*.tmp", rare: true },
];
const PERMISSIONS: Field = { name: "permissions", type: "flag", label: "source.permissions", hint: "source.permissionsHint", otherwise: true };

export const KINDS: Kind[] = [
  {
    kind: "folder", label: "kind.folder", lead: "kind.folderLead", secret: null, place: ["path"],
    fields: [{ name: "path", type: "text", label: "source.path", required: true, placeholder: "/srv/documents/handbook" }, ...INCLUDE],
  },
  {
    kind: "s3", label: "kind.s3", lead: "kind.s3Lead", place: ["bucket", "prefix"],
    secret: { label: "source.secretKey", hint: "source.secretKeyHint", required: false },
    fields: [
      { name: "bucket", type: "text", label: "source.bucket", required: true, placeholder: "handbook" },
      { name: "prefix", type: "text", label: "source.prefix", hint: "source.prefixHint", placeholder: "manuals/" },
      { name: "endpoint", type: "url", label: "source.endpoint", hint: "source.endpointHint", placeholder: "https://minio.example.com:9000" },
      { name: "region", type: "text", label: "source.region", placeholder: "us-east-1" },
      { name: "access_key", type: "text", label: "source.accessKey" }, ...INCLUDE,
    ],
  },
  {
    kind: "git", label: "kind.git", lead: "kind.gitLead", place: ["url", "branch"],
    secret: { label: "source.token", hint: "source.tokenHint", required: false },
    fields: [
      { name: "url", type: "url", label: "source.repository", required: true, placeholder: "https://git.example.com/handbook.git" },
      { name: "branch", type: "text", label: "source.branch", hint: "source.branchHint", placeholder: "main" },
      { name: "username", type: "text", label: "source.username", hint: "source.usernameHint", placeholder: "git", rare: true }, ...INCLUDE,
    ],
  },
  {
    kind: "web", label: "kind.web", lead: "kind.webLead", secret: null, place: ["url"],
    fields: [
      { name: "url", type: "url", label: "source.startPage", hint: "source.startPageHint", required: true, placeholder: "https://www.example.com/docs/" },
      { name: "sitemap", type: "url", label: "source.sitemap", hint: "source.sitemapHint", placeholder: "https://www.example.com/sitemap.xml" },
      { name: "depth", type: "number", label: "source.depth", hint: "source.depthHint", min: 0, max: 50, otherwise: 3 },
      { name: "max_pages", type: "number", label: "source.maxPages", hint: "source.maxPagesHint", min: 1, max: 100_000, otherwise: 1000 },
      { name: "delay_millis", type: "number", label: "source.delay", min: 0, max: 60_000, otherwise: 200, rare: true }, ...INCLUDE,
    ],
  },
  {
    kind: "sharepoint", label: "kind.sharepoint", lead: "kind.sharepointLead", place: ["site_url", "user", "drive_id"],
    secret: { label: "source.clientSecret", hint: "source.clientSecretHint", required: true },
    fields: [
      { name: "tenant", type: "text", label: "source.tenant", required: true, placeholder: "contoso.onmicrosoft.com" },
      { name: "client_id", type: "text", label: "source.clientId", required: true },
      { name: "site_url", type: "url", label: "source.site", hint: "source.siteHint", placeholder: "https://contoso.sharepoint.com/sites/hr" },
      { name: "user", type: "text", label: "source.driveUser", placeholder: "ann@contoso.com" },
      { name: "drive_id", type: "text", label: "source.driveId" },
      PERMISSIONS,
      { name: "graph_url", type: "url", label: "source.graph", hint: "source.nationalHint", placeholder: "https://graph.microsoft.com/v1.0", rare: true },
      { name: "login_url", type: "url", label: "source.login", placeholder: "https://login.microsoftonline.com", rare: true }, ...INCLUDE,
    ],
  },
  {
    kind: "confluence", label: "kind.confluence", lead: "kind.confluenceLead", place: ["url", "space"],
    secret: { label: "source.apiToken", required: true },
    fields: [
      { name: "url", type: "url", label: "source.wiki", hint: "source.wikiHint", required: true, placeholder: "https://example.atlassian.net/wiki" },
      { name: "space", type: "text", label: "source.space", required: true, placeholder: "HR" },
      { name: "email", type: "text", label: "source.email", hint: "source.emailHint", required: true, placeholder: "reader@example.com" },
      PERMISSIONS, ...INCLUDE,
    ],
  },
];

export function kindOf(kind: SourceKind): Kind {
  return KINDS.find((one) => one.kind === kind) as Kind;
}

/** Where a source leads to, for people to read. */
export function placeOf(kind: SourceKind, settings: Settings): string {
  return kindOf(kind).place.map((name) => settings[name]).filter(Boolean).map(String).join(" · ");
}
