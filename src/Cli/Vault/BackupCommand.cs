using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Sources.Files;
using Mesh.Sources.Files.Backup;
using Mesh.Sources.Files.Ranges;
using Mesh.Sources.Progress;
using Mesh.Vault;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault backup</c></summary>
internal static class BackupCommand
{
    private static readonly Argument<string[]> Paths = new("path")
    {
        Description = "Files and directories",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Exclude = new("--exclude", "-e")
    {
        Description = "Leave out what matches the pattern (can be repeated)",
    };

    private static readonly Option<string[]> ExcludeFiles = new("--exclude-file")
    {
        Description = "Read exclude patterns from a file (can be repeated)",
    };

    private static readonly Option<bool> ExcludeCaches = new("--exclude-caches")
    {
        Description = "Leave out what is in directories marked with a CACHEDIR.TAG",
    };

    private static readonly Option<bool> OneFileSystem = new("--one-file-system", "-x")
    {
        Description = "Stay on the file systems of the paths",
    };

    private static readonly Option<string[]> Tags = new("--tag")
    {
        Description = "Tags of the snapshot, TAG[,TAG...] (can be repeated)",
    };

    private static readonly Option<string?> Host =
        new("--host", "-H") { Description = "The snapshot's host name" };

    private static readonly Option<string?> Parent = new("--parent")
    {
        Description = "Compare with this snapshot, not with the latest of the same host and paths",
    };

    private static readonly Option<bool> Force =
        new("--force", "-f") { Description = "Read every file anew" };

    private static readonly Option<string?> Time = new("--time")
    {
        Description = "The snapshot's time, as '2026-11-01 22:08:41' (default: now)",
    };

    public static Command Create()
    {
        var command = new Command("backup", "Back files and directories up into a new snapshot")
        {
            Paths, Exclude, ExcludeFiles, ExcludeCaches, OneFileSystem, Tags, Host, Parent, Force, Time,
        };
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        var sources = new SourceSet(parsed.GetRequiredValue(Paths))
        {
            Excludes = [.. parsed.GetValue(Exclude) ?? [],
                .. (parsed.GetValue(ExcludeFiles) ?? []).SelectMany(ExcludeFile.Read)],
            ExcludeCaches = parsed.GetValue(ExcludeCaches),
            OneFileSystem = parsed.GetValue(OneFileSystem),
        };
        var time = ReadTime(parsed);
        await using var session = await RepositorySession.OpenAsync(
            parsed, locked: true, readsAhead: true, stop);
        return await session.RunAsync(async cancel =>
        {
            var started = TimeProvider.System.GetTimestamp();
            await session.Repository.LoadIndexAsync(null, cancel);
            var draft = Draft(parsed, sources, session.Repository.Options.Host, time);
            var parent = await FindParentAsync(session.Repository, parsed, draft, cancel);
            if (parent is not null)
            {
                output.WriteLine($"comparing with snapshot {parent.Id.ToShortString()}");
            }

            await using var writer = session.Repository.CreateWriter(BlobWriterOptions.Default, session.Lock);
            var result = await ReadAsync(session.Repository, writer, sources, parent, output, cancel);
            var snapshot = await session.Repository.Snapshots.SaveAsync(
                draft with
                {
                    Tree = result.Tree,
                    Parent = parent?.Id,
                    Summary = Summary(time, result.Statistics, writer.Counters),
                },
                session.Lock,
                cancel);
            var elapsed = TimeProvider.System.GetElapsedTime(started);
            return BackupReport.Write(output, snapshot, parent, result, writer.Counters, elapsed);
        });
    }

    private static async Task<FilesBackupResult> ReadAsync(
        Repository repository,
        BlobWriter writer,
        SourceSet sources,
        Snapshot? parent,
        ConsoleOutput output,
        CancellationToken stop)
    {
        var progress = new TransferProgress();
        var options = new FilesBackupOptions
        {
            Progress = progress,
            OnWarning = warning => output.Warn($"{warning.Path}: {warning.Reason}"),
        };
        await using var display = output.ShowProgress("backup", progress.Read);
        var result = await FilesBackup.RunAsync(
            repository, writer, sources, parent?.Tree, TreeRange.Whole, options, stop);
        await writer.FlushAsync(stop);
        return !result.IsEmpty
            ? result
            : throw new MeshException(
                "nothing-to-back-up",
                string.Join(", ", sources.Paths),
                "nothing could be read, or all is excluded",
                "no snapshot was made");
    }

    private static Snapshot Draft(
        ParseResult parsed, SourceSet sources, HostIdentity host, DateTimeOffset time) => new()
    {
        Time = Timestamp.From(time),
        Tree = default,
        Paths = [.. sources.Paths.Select(Path.GetFullPath).Select(Path.TrimEndingDirectorySeparator)],
        Hostname = parsed.GetValue(Host) ?? host.Hostname,
        Username = host.Username,
        Uid = host.Uid,
        Gid = host.Gid,
        Excludes = sources.Excludes,
        Tags = SnapshotOptions.SplitTags(parsed.GetValue(Tags)),
        ProgramVersion = "mesh " + typeof(BackupCommand).Assembly.GetName().Version!.ToString(3),
    };

    private static async Task<Snapshot?> FindParentAsync(
        Repository repository, ParseResult parsed, Snapshot draft, CancellationToken stop)
    {
        if (parsed.GetValue(Force))
        {
            return null;
        }

        return parsed.GetValue(Parent) is { } reference
            ? await repository.Snapshots.FindAsync(reference, SnapshotFilter.All, stop)
            : await repository.Snapshots.FindLatestAsync(
                new SnapshotFilter
                {
                    Hosts = [draft.Hostname],
                    Paths = draft.Paths,
                    NotAfter = draft.Time.ToDateTimeOffset(),
                },
                stop);
    }

    private static DateTimeOffset ReadTime(ParseResult parsed)
    {
        if (parsed.GetValue(Time) is not { } text)
        {
            return TimeProvider.System.GetLocalNow();
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? time
            : throw new MeshException(
                "bad-time",
                "--time",
                $"'{text}' is no time",
                "write '2026-11-01 22:08:41'",
                ExitCode.BadInput);
    }

    private static SnapshotSummary Summary(
        DateTimeOffset start, BackupStatistics done, WriteCounters written) => new()
    {
        BackupStart = Timestamp.From(start),
        BackupEnd = Timestamp.From(TimeProvider.System.GetLocalNow()),
        FilesNew = done.NewFiles,
        FilesChanged = done.ChangedFiles,
        FilesUnmodified = done.UnmodifiedFiles,
        DirsNew = done.NewDirectories,
        DirsChanged = done.ChangedDirectories,
        DirsUnmodified = done.UnmodifiedDirectories,
        DataBlobs = written.DataBlobs,
        TreeBlobs = written.TreeBlobs,
        DataAdded = written.BytesAdded,
        DataAddedPacked = written.BytesStored,
        TotalFilesProcessed = done.Files,
        TotalBytesProcessed = done.Bytes,
    };
}
