import { createSocket, type Socket } from "node:dgram";
import { createServer, type Server, type Socket as TcpSocket } from "node:net";
import {
  AUTHORITATIVE_ANSWER,
  decode,
  type DecodedPacket,
  encode,
  type Packet,
  streamDecode,
  streamEncode,
  TRUNCATED_RESPONSE,
} from "dns-packet";
import { answerQuestion, type RecordSet, type ZoneView } from "./dnsAnswer";
import { listenOnOnePort } from "../ports";

/** Largest UDP answer in bytes without EDNS (RFC 1035, 4.2.1). */
const plainUdpBytes = 512;

/** One authoritative server on UDP and TCP, on the same loopback port, with its own copy of the zone. */
export class NameServer {
  readonly records = new Map<string, RecordSet>();
  readonly host = "127.0.0.1";
  port = 0;
  private readonly udp: Socket = createSocket("udp4");
  private readonly tcp: Server = createServer((socket) => this.serveTcp(socket));

  constructor(
    readonly name: string,
    private readonly view: Omit<ZoneView, "records">,
  ) {}

  async open(): Promise<void> {
    this.port = await listenOnOnePort(this.tcp, this.udp);
    this.udp.on("message", (message, from) => {
      const answer = this.answerUdp(message);
      if (answer) this.udp.send(answer, from.port, from.address);
    });
  }

  close(): void {
    this.udp.close();
    this.tcp.close();
  }

  private answerUdp(message: Buffer): Buffer | undefined {
    const query = tryDecode(() => decode(message));
    if (!query) return undefined;
    const response = this.respond(query);
    const whole = encode(response);
    const edns = query.additionals?.find((record) => record.type === "OPT");
    const limit = Math.max(edns?.udpPayloadSize ?? 0, plainUdpBytes);
    if (whole.length <= limit) return whole;
    const flags = (response.flags ?? 0) | TRUNCATED_RESPONSE;
    return encode({ ...response, flags, answers: [], authorities: [] });
  }

  private serveTcp(socket: TcpSocket): void {
    let received = Buffer.alloc(0);
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const message = received.subarray(0, 2 + received.readUInt16BE(0));
        received = received.subarray(message.length);
        const query = tryDecode(() => streamDecode(message) as DecodedPacket);
        if (query) socket.write(streamEncode(this.respond(query)));
        else socket.destroy();
      }
    });
  }

  private respond(query: DecodedPacket): Packet {
    const questions = query.questions ?? [];
    const [question] = questions;
    const view = { ...this.view, records: this.records };
    const answer = question
      ? answerQuestion(view, question)
      : { rcode: "FORMERR" as const, answers: [], authorities: [] };
    const rcode = { NOERROR: 0, FORMERR: 1, NXDOMAIN: 3, REFUSED: 5 }[answer.rcode];
    return {
      type: "response",
      id: query.id,
      // The low four bits of the flags are the response code (RFC 1035, 4.1.1).
      flags: AUTHORITATIVE_ANSWER | rcode,
      questions,
      answers: answer.answers,
      authorities: answer.authorities,
    };
  }
}

/** Undefined if it is not a DNS message: such a packet gets no answer. */
function tryDecode(read: () => DecodedPacket): DecodedPacket | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
