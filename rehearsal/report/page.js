// Runs in the report's page, after uPlot: draws one chart per service from the data in the page.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const holder = document.getElementById("charts");
  const cursor = { sync: { key: "rehearsal" }, points: { size: 6 } };

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /** Marks where each step started, with its number above the plot. */
  function drawSteps(plot) {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.font = `600 ${11 * ratio}px system-ui, sans-serif`;
    ctx.textBaseline = "bottom";
    ctx.textAlign = "left";
    let free = -Infinity;
    for (const { step, fromSecond } of data.steps) {
      const x = Math.round(plot.valToPos(fromSecond, "x", true)) + 0.5;
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.strokeStyle = color("--mark");
      ctx.setLineDash([3 * ratio, 3 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      // Steps that are too short start close together: their labels are moved to the right.
      const at = Math.max(x, free);
      ctx.fillStyle = color("--muted");
      ctx.fillText(step, at, bbox.top - 3 * ratio);
      free = at + ctx.measureText(step).width + 5 * ratio;
    }
    ctx.restore();
  }

  /** Makes every second with a failed request visible, however few failed. */
  function drawFailures(chart) {
    return (plot) => {
      const { ctx, bbox } = plot;
      ctx.save();
      ctx.fillStyle = color("--failed-fill");
      for (const [second, failed] of chart.failed.entries()) {
        if (failed === 0) continue;
        const from = plot.valToPos(second - 0.5, "x", true);
        const to = plot.valToPos(second + 0.5, "x", true);
        ctx.fillRect(from, bbox.top, to - from, bbox.height);
      }
      ctx.restore();
    };
  }

  function axis(label) {
    return {
      label,
      stroke: color("--muted"),
      grid: { stroke: color("--grid"), width: 1 },
      ticks: { stroke: color("--grid"), width: 1 },
      labelSize: 18,
      labelFont: "12px system-ui, sans-serif",
      font: "11px system-ui, sans-serif",
    };
  }

  function series(chart) {
    const lines = chart.versions.map(({ name }, index) => ({
      label: name,
      stroke: color(`--version-${index % 4}`),
      fill: color(`--version-${index % 4}-fill`),
      width: 2,
      points: { show: false },
    }));
    const failed = {
      label: "failed",
      stroke: color("--failed"),
      fill: color("--failed"),
      paths: uPlot.paths.bars({ size: [0.9, 12] }),
      points: { show: false },
    };
    return [{ label: "second" }, ...lines, failed];
  }

  function draw() {
    holder.replaceChildren();
    for (const chart of data.charts) {
      const options = {
        title: `${chart.service}: answers per second by version`,
        width: holder.clientWidth,
        height: 260,
        padding: [26, 12, 0, 0],
        cursor,
        scales: {
          x: { time: false },
          y: { range: (_plot, _min, max) => [0, Math.max(1, max) * 1.08] },
        },
        axes: [axis("seconds since traffic started"), { ...axis(""), labelSize: 0, size: 48 }],
        series: series(chart),
        hooks: { drawAxes: [drawFailures(chart)], draw: [drawSteps] },
      };
      const columns = [
        chart.seconds,
        ...chart.versions.map(({ answers }) => answers),
        chart.failed.map((failed) => failed || null),
      ];
      new uPlot(options, columns, holder);
    }
  }

  draw();
  addEventListener("resize", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
