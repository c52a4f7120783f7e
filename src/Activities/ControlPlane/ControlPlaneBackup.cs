using Mesh.Activities.Vaults;
using Mesh.Catalog.Alerts;
using Mesh.Domain.Alerts;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Sites;

namespace Mesh.Activities.ControlPlane;

/// <summary>
/// Backs this Mesh up: takes a cut of the data folder, stores it as a snapshot, verifies that and forgets old
/// ones. One at a time; what fails raises an alert, and the next that succeeds clears it.
/// </summary>
public sealed class ControlPlaneBackup(
    ControlPlaneCut cut,
    ControlPlaneOptions options,
    Incarnation incarnation,
    VaultOpener vaults,
    AlertBoard alerts,
    TimeProvider time) : IDisposable
{
    /// <summary>The code of the alert.</summary>
    public const string AlertCode = "self-backup-failed";

    /// <summary>Where the cut is made, within the data folder.</summary>
    public const string ScratchFolder = "self-backup";

    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Where the alert stands: this Mesh itself.</summary>
    public static ComponentAddress Address { get; } =
        new(SystemName.Parse("mesh"), ComponentName.Parse("control-plane"));

    /// <summary>Backs up, and returns when the snapshot is verified.</summary>
    /// <exception cref="MeshException"><c>no-self-repository</c>: none is named; or why it
    /// failed.</exception>
    public async Task<ControlPlaneRecord> RunAsync(CancellationToken cancellationToken)
    {
        if (options is not { Repository: { } repository, Password: { } password })
        {
            throw new MeshException(
                "no-self-repository", ControlPlaneOptions.RepositorySetting, "is not set",
                $"set it and {ControlPlaneOptions.PasswordSetting}, restart the server, and Mesh backs "
                + "itself up; without that its own loss cannot be mended",
                ExitCode.BadInput);
        }

        await turn.WaitAsync(cancellationToken);
        try
        {
            var record = await BackUpAsync(
                new CutVault(vaults, repository, password, incarnation, options.Keep, time),
                cancellationToken);
            record.Write(options.DataDirectory);
            await alerts.ClearAsync(Address, AlertCode, "", cancellationToken);
            return record;
        }
        catch (Exception error) when (error is MeshException or IOException or UnauthorizedAccessException)
        {
            await alerts.RaiseAsync(
                Address, AlertCode, "", AlertSeverity.Warning,
                $"this Mesh could not be backed up: {error.Message}", cancellationToken);
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<ControlPlaneRecord> BackUpAsync(CutVault vault, CancellationToken cancellationToken)
    {
        var (began, at) = (time.GetTimestamp(), time.GetUtcNow());
        var folder = Path.Combine(options.DataDirectory, ScratchFolder);
        Empty(folder);
        try
        {
            Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(
                    folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            await cut.TakeAsync(folder, cancellationToken);
            var (snapshot, bytes) = await vault.StoreAsync(folder, at, cancellationToken);
            await vault.ForgetAsync(snapshot, cancellationToken);
            return new ControlPlaneRecord(
                snapshot.ToString(), at, time.GetUtcNow(), bytes,
                Math.Round(time.GetElapsedTime(began).TotalSeconds, 3));
        }
        finally
        {
            Empty(folder);
        }
    }

    private static void Empty(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
