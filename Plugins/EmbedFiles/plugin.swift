import Foundation
import PackagePlugin

/// Compiles folders of files into the target that asks for it, each as an `enum` of its own.
@main
struct EmbedFiles: BuildToolPlugin {
    /// Which folders belong to which target.
    private static let folders = ["Configuration": ["Providers", "Resources"], "Pages": ["Templates"]]

    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        try (EmbedFiles.folders[target.name] ?? []).map { name in
            let folder = context.package.directoryURL.appending(path: name)
            let output = context.pluginWorkDirectoryURL.appending(path: "Embedded\(name).swift")
            let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path()).sorted()
                .map { folder.appending(path: $0) }
                .filter { !$0.hasDirectoryPath && !$0.lastPathComponent.hasPrefix(".") }
                .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true }
            return .buildCommand(
                displayName: "Embedding \(name)", executable: try context.tool(named: "embed").url,
                arguments: ["Embedded\(name)", output.path(), folder.path()] + files.map { $0.path() },
                inputFiles: files, outputFiles: [output])
        }
    }
}
