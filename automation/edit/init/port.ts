/** The container's side of a port with its protocol, such as `8080`, `53/udp` or `3000-3005`; NaN unless it is TCP. */
export function tcpPort(text: string): number {
  const [, first, protocol = "tcp"] = /^(\d{1,5})(?:-\d{1,5})?(?:\/(\w+))?$/.exec(text) ?? [];
  const port = Number(first);
  return protocol.toLowerCase() === "tcp" && isPort(port) ? port : NaN;
}

export const isPort = (port: number) => Number.isInteger(port) && port > 0 && port <= 65_535;
