import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** A line in a log stream. */
export interface LogEvent {
  eventId: string;
  stream: string;
  /** Milliseconds since the epoch. */
  timestamp: number;
  message: string;
}

interface Stream {
  name: string;
  file: string;
  /** What was read so far, and the beginning of a line whose end is not written yet. */
  events: LogEvent[];
  offset: number;
  rest: string;
}

/**
 * CloudWatch Logs: the files that tasks write to, by log group. A line's time is that of the last write that the
 * file had seen when the line was first read, so it is never too early.
 */
export class LogStreams {
  private readonly groups = new Map<string, Stream[]>();

  /** A container begins to write to this file. */
  open(group: string, name: string, file: string): void {
    const streams = this.groups.get(group) ?? [];
    streams.push({ name, file, events: [], offset: 0, rest: "" });
    this.groups.set(group, streams);
  }

  /** `FilterLogEvents`: lines from a moment on, in the order of their times, of streams with this prefix. */
  filter(group: string, fromMs: number, prefix = ""): LogEvent[] {
    return (this.groups.get(group) ?? [])
      .filter(({ name }) => name.startsWith(prefix))
      .flatMap((stream) => readOn(stream))
      .filter(({ timestamp }) => timestamp >= fromMs)
      .sort((one, other) => one.timestamp - other.timestamp);
  }
}

function readOn(stream: Stream): readonly LogEvent[] {
  const { text, writtenMs } = readFrom(stream);
  const lines = (stream.rest + text).split("\n");
  stream.rest = lines.pop()!;
  for (const message of lines) {
    const eventId = `${stream.name}/${stream.events.length}`;
    stream.events.push({ eventId, stream: stream.name, timestamp: writtenMs, message });
  }
  return stream.events;
}

function readFrom(stream: Stream): { text: string; writtenMs: number } {
  const file = openSync(stream.file, "r");
  try {
    const { size, mtimeMs } = fstatSync(file);
    const buffer = Buffer.alloc(Math.max(0, size - stream.offset));
    const read = readSync(file, buffer, 0, buffer.length, stream.offset);
    stream.offset += read;
    return { text: buffer.toString("utf8", 0, read), writtenMs: Math.ceil(mtimeMs) };
  } finally {
    closeSync(file);
  }
}
