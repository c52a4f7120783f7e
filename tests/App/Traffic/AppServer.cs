using System.Net;
using Mesh.Tests.Kit;

namespace Mesh.Tests.App.Traffic;

/// <summary>
/// The application of a site: a program that commits one job after the other at the site's own load balancer.
/// Its commands are those of an OCF resource agent; it ends when this process does.
/// </summary>
internal sealed class AppServer : IDisposable
{
    private const string Commands = """
        #!/bin/sh
        cd "$(dirname "$0")"
        runs() { [ -e pid ] && grep -aqF "$(pwd)/work.sh" "/proc/$(cat pid)/cmdline" 2>/dev/null; }
        done_jobs() { wc -l <acknowledged; }
        case $1 in
          start)
            runs && exit 0
            { setsid sh "$(pwd)/work.sh" & } </dev/null >/dev/null 2>&1
            until runs; do sleep 0.02; done ;;
          stop)
            while runs; do kill -KILL "$(cat pid)"; sleep 0.02; done ;;
          status)
            runs || exit 7
            echo "capacity=$(cat size)" ;;
          scale|scale-back)
            echo "$MESH_CAPACITY" >size ;;
          check)
            runs || exit 7
            before=$(done_jobs)
            for look in $(seq 100); do
              [ "$(done_jobs)" -gt "$before" ] && { echo "does its jobs"; exit 0; }
              sleep 0.1
            done
            echo "no job is done any more"
            exit 1 ;;
          *)
            exit 3 ;;
        esac

        """;

    private const string Work = """
        #!/bin/sh
        cd "$(dirname "$0")"
        echo $$ >pid
        job=$(wc -l <begun)
        while kill -0 PARENT 2>/dev/null; do
          job=$((job + 1))
          echo "$job" >>begun
          if mariadb --no-defaults --protocol=tcp --host=HOST --port=PORT --user=app --skip-ssl \
            --connect-timeout=2 --execute="INSERT INTO bank.job VALUES ('SITE', $job)" 2>>errors
          then
            echo "$job" >>acknowledged
          fi
          sleep 0.1
        done

        """;

    private readonly ScratchFolder folder = new();
    private readonly string site;

    /// <summary>Writes its programs; it does not run yet.</summary>
    /// <param name="site">Its site.</param>
    /// <param name="door">The site's load balancer.</param>
    public AppServer(string site, IPEndPoint door)
    {
        this.site = site;
        File.WriteAllText(folder["app.sh"], Commands);
        File.WriteAllText(folder["work.sh"], Work
            .Replace("PARENT", $"{Environment.ProcessId}", StringComparison.Ordinal)
            .Replace("HOST", $"{door.Address}", StringComparison.Ordinal)
            .Replace("PORT", $"{door.Port}", StringComparison.Ordinal)
            .Replace("SITE", site, StringComparison.Ordinal));
        File.WriteAllText(folder["begun"], "");
        File.WriteAllText(folder["size"], "0");
        File.WriteAllText(folder["acknowledged"], "");
    }

    /// <summary>What its owner has declared beside the site's agent, by verb.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Verbs =>
        new[] { "start", "stop", "status", "scale", "scale-back", "check" }.ToDictionary(
            verb => verb, IReadOnlyList<string> (verb) => ["sh", folder["app.sh"], verb]);

    /// <summary>What it was told to grow or shrink to.</summary>
    public string Capacity => File.ReadAllText(folder["size"]).Trim();

    /// <summary>The jobs whose commit was answered, as the table of jobs tells them.</summary>
    public IReadOnlyList<string> Acknowledged =>
        [.. File.ReadAllLines(folder["acknowledged"]).Select(job => $"{site}\t{job}")];

    public Task StartAsync() => RunAsync("start");

    /// <summary>Ends it at once.</summary>
    public Task KillAsync() => RunAsync("stop");

    public async Task<bool> RunsAsync() =>
        (await Command.RunAsync("sh", [folder["app.sh"], "status"])).ExitCode == 0;

    public void Dispose() => folder.Dispose();

    private async Task RunAsync(string verb)
    {
        var done = await Command.RunAsync("sh", [folder["app.sh"], verb]);
        Assert.True(done.ExitCode == 0, done.Output + done.Errors);
    }
}
