/** A release as an OpenTelemetry trace: one span for the command, below it its steps, and below them their `up`s. */
export interface Trace {
  /** 32 hex digits; the same for every command that works on the same release. */
  traceId: string;
  /** The command first; a span comes after its parent. */
  spans: Span[];
}

export interface Span {
  /** 16 hex digits; the same for an `up` whichever command reports it. */
  spanId: string;
  /** Null: the command itself. */
  parentId: string | null;
  name: string;
  startMs: number;
  endMs: number;
  /** Null: it did not fail. */
  failed: string | null;
  attributes: Readonly<Record<string, string | number | string[]>>;
  events: readonly {
    name: string;
    atMs: number;
    attributes: Readonly<Record<string, number | string[]>>;
  }[];
}
