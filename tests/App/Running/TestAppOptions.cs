using Mesh.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Running;

/// <summary>How a <see cref="TestApp"/> differs from the usual.</summary>
public sealed record TestAppOptions
{
    /// <summary>The storage account of queues and vault; null for the embedded queue and a folder.</summary>
    public string? StorageConnection { get; init; }

    /// <summary>Settings of the app.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Stands in for services of the app.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Lines of the manifest beside those that every test has.</summary>
    public string Manifest { get; init; } = "";

    /// <summary>More lines of the manifest, which name files in the app's scratch folder.</summary>
    public Func<ScratchFolder, string> ManifestIn { get; init; } = static _ => "";

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
