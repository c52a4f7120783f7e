using Mesh.Tests.Kit.Azurite;

namespace Mesh.Tests.Storage;

[CollectionDefinition(AzuriteFixture.Name)]
public class SharedAzurite : ICollectionFixture<AzuriteFixture>;
