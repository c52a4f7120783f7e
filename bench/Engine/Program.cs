using System.Diagnostics;
using System.Globalization;
using Mesh.Bench.Engine;
using Mesh.Runtime.Durable;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// How many activities a second the durable engine completes, beside how often this machine's disk can be made
// to keep something. Arguments: the folder to run in (default: a new one in the system's scratch folder).
var folder = args.Length > 0 ? args[0] : Directory.CreateTempSubdirectory("mesh-bench-").FullName;
var syncs = DiskSyncs.PerSecond(folder);
Console.WriteLine(FormattableString.Invariant($"forced writes of this disk: {syncs:N0} a second"));

var started = Stopwatch.GetTimestamp();
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
var options = new DurableOptions { DataDirectory = Path.Combine(folder, "engine") };
builder.AddDurable(options, _ => new BenchFunctions());
using var host = builder.Build();
await host.StartAsync();
Console.WriteLine(FormattableString.Invariant(
    $"start of host and silo: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:N0} ms"));

var client = host.Services.GetRequiredService<DurableTaskClient>();
await MeasureAsync("Fan", 100, quiet: true);
await MeasureAsync("Chain", 20, quiet: true);

Console.WriteLine();
Console.WriteLine("| what | activities | seconds | a second | per forced write |");
Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
foreach (var (name, count) in new[] { ("Fan", 1_000), ("Fan", 1_000), ("Fan", 10_000), ("Chain", 1_000) })
{
    await MeasureAsync(name, count, quiet: false);
}

await host.StopAsync();
if (args.Length == 0)
{
    Directory.Delete(folder, recursive: true);
}

async Task MeasureAsync(string name, int count, bool quiet)
{
    var begun = Stopwatch.GetTimestamp();
    var id = await client.ScheduleNewOrchestrationInstanceAsync(name, count, CancellationToken.None);
    var end = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
    var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
    if (end.RuntimeStatus != OrchestrationRuntimeStatus.Completed || end.ReadOutputAs<int>() != count)
    {
        throw new InvalidOperationException(
            $"{name} of {count} ended as {end.RuntimeStatus}: {end.FailureDetails}");
    }

    if (!quiet)
    {
        var rate = count / seconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name.ToLowerInvariant()} | {count:N0} | {seconds:N2} | {rate:N0} | {rate / syncs:N2} |"));
    }
}
