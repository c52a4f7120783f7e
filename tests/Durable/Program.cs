using Mesh.Durable.Tests.Crashes;

return await Victim.RunAsync(args);
