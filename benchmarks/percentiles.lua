-- Prints what `benchmarks.load` reads: requests per second, milliseconds, answers that were no 200.
done = function(summary, latency, requests)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.status + summary.errors.timeout
  io.write(string.format("MEASURED rate=%.2f p50=%.3f p95=%.3f errors=%d\n",
    summary.requests / (summary.duration / 1000000),
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, errors))
end
