using Mesh.Tests.Kit.Azurite;

namespace Mesh.Tests.Runtime.Support;

[CollectionDefinition(AzuriteFixture.Name)]
public class SharedAzurite : ICollectionFixture<AzuriteFixture>;
