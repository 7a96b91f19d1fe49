import { expect } from "chai";
import { healthIn } from "../../../../automation/edit/init/healthCommand";

describe("the health check that `init` finds in a container's command", () => {
  it("is the path of a URL on the container itself, with a scheme or as curl and wget take it", () => {
    const paths = {
      "curl -f http://localhost:3000/up || exit 1": "/up",
      "curl -f localhost:3000/up": "/up",
      '["CMD", "curl", "localhost:3000/up?full=1"]': "/up?full=1",
      "wget -qO- 127.0.0.1:3000": "/",
      "wget http://[::1]:3000/live": "/live",
      "node -e \"require('http').get('http://0.0.0.0:3000/a')\"": "/a",
      "curl http://localhost:$PORT/up": "/up",
      "curl http://localhost:$${PORT}/up": "/up",
      "curl -H 'Host: localhost' http://127.0.0.1:3000/b": "/b",
      "curl -k https://localhost:3000/c": "/c",
    };
    for (const [command, health] of Object.entries(paths)) {
      expect(healthIn(command, 3000), command).to.deep.equal({ health });
    }
    expect(healthIn("curl localhost/up", 80)).to.deep.equal({ health: "/up" });
  });

  it("is on its own port if the URL is", () => {
    const other = { health: "/up", healthPort: 9000 };
    expect(healthIn("curl http://localhost:9000/up", 3000)).to.deep.equal(other);
    expect(healthIn("curl localhost/up", 3000)).to.deep.equal({ health: "/up", healthPort: 80 });
  });

  it("is none where a load balancer could not ask it", () => {
    const commands = [
      ...["", "NONE", "pg_isready -h localhost", "nc -z localhost 3000", "node check.js"],
      ...["curl http://db:3000/up", "curl http://localhost.example.com/up", "curl notlocalhost/up"],
      ...["curl https://localhost/up", "curl http://localhost:3000/größe"],
    ];
    for (const command of commands) {
      expect(healthIn(command, 3000), command).to.deep.equal({ health: null });
    }
  });
});
