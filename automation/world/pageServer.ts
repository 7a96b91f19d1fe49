/** A page that changes. */
export interface LivePages {
  /** HTML; its scripts and styles carry the nonce. */
  page: (nonce: string) => Promise<string>;
  /** What a page that is open is sent, from the moment that it asks. */
  events: () => AsyncIterable<object>;
}

/** Serves pages to browsers on this machine, to whoever has the link. Refuses if the port can't be had. */
export type PageServer = (
  pages: LivePages,
  /** Port 0: a free one. `again`: the command that serves at a free one. */
  how: { port: number; again: string },
) => Promise<{ url: string; close: () => Promise<void> }>;
