/** Methods of the sample service. Its messages are JSON instead of Protocol Buffers: no load balancer reads them. */
export const methods = {
  /** One message for one: says who answers, and what was said. */
  say: "/sample.Echo/Say",
  /** A message several times a second until the client leaves: first who sends it, then a number. */
  watch: "/sample.Echo/Watch",
  health: "/grpc.health.v1.Health/Check",
};
