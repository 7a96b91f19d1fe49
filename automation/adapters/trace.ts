import { ROOT_CONTEXT, SpanStatusCode, trace as api, TraceFlags } from "@opentelemetry/api";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type SpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import type { Trace } from "../world/trace";

/** A collector that does not answer delays nobody by more. */
const boundMs = 3000;

/** By protocol; each is loaded when it is wanted. An exporter tries again until its timeout. */
const exporters: Readonly<Record<string, () => SpanExporter>> = {
  "http/protobuf": () => {
    const { OTLPTraceExporter } =
      require("@opentelemetry/exporter-trace-otlp-proto") as typeof import("@opentelemetry/exporter-trace-otlp-proto");
    return new OTLPTraceExporter({ timeoutMillis: boundMs });
  },
  "http/json": () => {
    const { OTLPTraceExporter } =
      require("@opentelemetry/exporter-trace-otlp-http") as typeof import("@opentelemetry/exporter-trace-otlp-http");
    return new OTLPTraceExporter({ timeoutMillis: boundMs });
  },
  grpc: () => {
    const { OTLPTraceExporter } =
      require("@opentelemetry/exporter-trace-otlp-grpc") as typeof import("@opentelemetry/exporter-trace-otlp-grpc");
    return new OTLPTraceExporter({ timeoutMillis: boundMs });
  },
};

/**
 * Sends a release to an OpenTelemetry collector, as the variables `OTEL_*` of the OpenTelemetry specification say.
 * Takes 3 seconds at most. Returns why it was not sent; null if it was.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export async function sendTrace(trace: Trace, env: NodeJS.ProcessEnv): Promise<string | null> {
  const protocol =
    env["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] ??
    env["OTEL_EXPORTER_OTLP_PROTOCOL"] ??
    "http/protobuf";
  const open = Object.hasOwn(exporters, protocol) ? exporters[protocol] : undefined;
  if (!open) return `unknown protocol ${protocol}; known are ${Object.keys(exporters).join(", ")}`;
  const exporter = open();
  const bound = new AbortController();
  try {
    return await Promise.race([sent(exporter, trace), after(boundMs, bound.signal)]);
  } finally {
    bound.abort();
    // Not awaited: it waits for the answer that did not come.
    exporter.shutdown().catch(() => undefined);
  }
}

function sent(exporter: SpanExporter, trace: Trace): Promise<string | null> {
  // Whatever fails comes with an error.
  return new Promise((resolve) =>
    exporter.export(finished(trace), ({ error }) => resolve(error?.message ?? null)),
  );
}

function after(ms: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(`no answer within ${ms / 1000} s`), ms);
    signal.addEventListener("abort", () => clearTimeout(timer));
  });
}

/** As the SDK's own spans, with the resource and limits that the environment sets. */
function finished({ traceId, spans }: Trace) {
  const memory = new InMemorySpanExporter();
  let spanId = "";
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "bluegreen" }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new SimpleSpanProcessor(memory)],
    idGenerator: { generateTraceId: () => traceId, generateSpanId: () => spanId },
  });
  const tracer = provider.getTracer("bluegreen");
  for (const { parentId, name, startMs, endMs, failed, attributes, events, ...one } of spans) {
    spanId = one.spanId;
    const parent =
      parentId === null
        ? ROOT_CONTEXT
        : api.setSpanContext(ROOT_CONTEXT, {
            ...{ traceId, spanId: parentId, traceFlags: TraceFlags.SAMPLED },
          });
    const span = tracer.startSpan(name, { startTime: startMs, attributes }, parent);
    for (const { name: event, attributes: more, atMs } of events) span.addEvent(event, more, atMs);
    if (failed !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: failed });
    span.end(endMs);
  }
  return memory.getFinishedSpans();
}
