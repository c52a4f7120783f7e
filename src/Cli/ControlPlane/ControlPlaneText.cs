using System.Globalization;
using Mesh.Activities.ControlPlane;
using Mesh.Cli.Output;
using Mesh.Functions.ControlPlane;

namespace Mesh.Cli.ControlPlane;

/// <summary>How well Mesh itself is backed up, in a line.</summary>
internal static class ControlPlaneText
{
    public static string Of(ControlPlaneView control) => control switch
    {
        { Repository: null } =>
            $"Mesh itself is not backed up: set {ControlPlaneOptions.RepositorySetting} and "
            + ControlPlaneOptions.PasswordSetting,
        { CutAt: { } at, AgeSeconds: { } age } =>
            $"Mesh itself was backed up at {at.ToString("u", CultureInfo.InvariantCulture)} "
            + $"({ProgressText.Duration(TimeSpan.FromSeconds(Math.Max(age, 0)))} ago) to "
            + control.Repository,
        _ => $"Mesh itself has not been backed up to {control.Repository} yet",
    };
}
