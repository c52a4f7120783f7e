using Mesh.Tests.Kit.Azurite;

namespace Mesh.Tests.App;

/// <summary>One Azurite for all tests of this project that need it.</summary>
[CollectionDefinition(AzuriteFixture.Name)]
public sealed class SharedAzurite : ICollectionFixture<AzuriteFixture>;
