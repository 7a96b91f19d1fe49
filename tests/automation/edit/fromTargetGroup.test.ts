import { expect } from "chai";
import type { EcsService } from "../../../automation/world/ecsService";
import { plain, taken } from "./ecsServices";

describe("settings from a target group", () => {
  it("say what its load balancer does with it", () => {
    const group = (more: object, attributes: Record<string, string>): EcsService => ({
      ...plain,
      targetGroup: { ...plain.targetGroup!, ...more, attributes },
    });
    const grpc = { GrpcCode: "0,12" };
    const method = { HealthCheckPath: "/shop.Health/Check", HealthCheckPort: "9090" };
    const { value, left } = taken(
      group(
        { ProtocolVersion: "GRPC", ...method, Matcher: grpc },
        {
          ...{ "stickiness.enabled": "true", "stickiness.type": "lb_cookie" },
          "stickiness.lb_cookie.duration_seconds": "3600",
          "slow_start.duration_seconds": "60",
          "deregistration_delay.timeout_seconds": "300",
          "load_balancing.algorithm.type": "round_robin",
        },
      ),
    );
    expect(value).to.deep.include({ protocol: "grpc", stickySeconds: 3600, slowStartSeconds: 60 });
    expect(value["healthCheck"]).to.deep.include({
      ...{ path: "/shop.Health/Check", port: 9090, matcher: "0,12" },
    });
    expect(value).to.not.have.property("deregistrationSeconds");
    expect(left).to.deep.equal([
      "deregistration delay of 300 s, AWS's default: here `longestRequestSeconds` decides, by default 60",
    ]);
    const other = taken(
      group(
        { Protocol: "HTTPS", HealthCheckProtocol: "HTTPS" },
        {
          ...{ "stickiness.enabled": "true", "stickiness.type": "app_cookie" },
          "load_balancing.algorithm.type": "least_outstanding_requests",
        },
      ),
    );
    expect(other.left).to.deep.equal([
      "stickiness by app_cookie: only the load balancers' own cookie is supported",
      "HTTPS to the tasks: here load balancers speak plain text with them",
      "load balancing by least_outstanding_requests: here it is round robin",
    ]);
    const tcp = taken(group({ Protocol: "TCP" }, {}));
    expect(tcp.value).to.not.have.property("healthCheck");
    expect(tcp.left).to.deep.equal([
      "target group of protocol TCP: here load balancers speak HTTP; check `healthCheck`",
    ]);
  });
});
