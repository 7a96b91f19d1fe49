import { expect } from "chai";
import { fromDockerfile } from "../../../../automation/edit/init/dockerfile";

const read = (...lines: string[]) => fromDockerfile(lines.join("\n"), "users");
const portIn = (...lines: string[]) => read(...lines).services.map(({ port }) => port);

describe("the service that `init` proposes from a Dockerfile", () => {
  it("listens on the first TCP port of an EXPOSE", () => {
    expect(portIn("FROM a", "EXPOSE 53/udp 8080")).to.deep.equal([8080]);
    expect(portIn("FROM a", "expose 53/udp \\", "  # why", "  8081/tcp 80")).to.deep.equal([8081]);
    expect(portIn("FROM a", "EXPOSE 9000-9005")).to.deep.equal([9000]);
  });

  it("knows values and defaults of variables", () => {
    expect(portIn("FROM a", "ENV HOST=b PORT=8080", "EXPOSE $PORT")).to.deep.equal([8080]);
    expect(portIn("FROM a", "ENV PORT 8081", "EXPOSE ${PORT}/tcp")).to.deep.equal([8081]);
    expect(portIn("FROM a", 'ARG BASE="8082"', "ENV P=$BASE", "EXPOSE $P")).to.deep.equal([8082]);
    expect(portIn("FROM a", "EXPOSE ${PORT:-8083}")).to.deep.equal([8083]);
  });

  it("is the one of the last stage and of the stages that it is made from", () => {
    const build = ["FROM a AS build", "EXPOSE 1000", "HEALTHCHECK CMD curl localhost:1000/build"];
    expect(portIn(...build, "FROM b", "EXPOSE 2000")).to.deep.equal([2000]);
    expect(portIn(...build, "FROM --platform=linux/amd64 build", "EXPOSE 2000")).to.deep.equal([
      2000,
    ]);
    expect(portIn(...build, "FROM Build AS end")).to.deep.equal([1000]);
    expect(portIn(...build, "FROM b")).to.deep.equal([]);
    expect(read(...build, "FROM b", "EXPOSE 1000").services[0]?.health).to.equal(null);
    expect(read(...build, "FROM build", "RUN x").services[0]?.health).to.equal("/build");
    expect(read(...build, "FROM build", "HEALTHCHECK NONE").services[0]?.health).to.equal(null);
  });

  it("is left out without a port that is known, with what it could be", () => {
    expect(read("FROM a", "EXPOSE 53/udp")).to.deep.equal({
      services: [],
      leftOut: [
        { name: "users", why: "Dockerfile has no EXPOSE with a TCP port", template: "worker" },
      ],
    });
    expect(read("FROM a", "EXPOSE $PORT").leftOut).to.deep.equal([
      {
        name: "users",
        why: "Dockerfile has an EXPOSE whose port is not known: $PORT",
        template: "prototype",
      },
    ]);
    expect(read("").leftOut).to.have.length(1);
  });

  it("is none where a flag makes it a worker", () => {
    expect(fromDockerfile("FROM a\nEXPOSE 80", "users", ["users"])).to.deep.equal({
      services: [],
      leftOut: [],
    });
  });
});
